import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { medianOf } from '../../reports/statistics/describe.ts'
import { cpuSecondsOfTree } from '../process-cpu.ts'
import { attackOn, type LoadBenchWorld } from './bench-world.ts'
import { k6 } from './k6.ts'
import { native } from './native.ts'
import type { Tool } from './tool.ts'

const ratePerS = 5_000
/** From the start of a process to the first sample: it has compiled itself, and all its connections stand. */
const warmUpS = 3
const measuredS = 5
/** The load goes on a little past the second sample. */
const marginS = 1

type Speed = { readonly perCpuSecond: number; readonly perSecond: number }

/** Requests per CPU-second of each tool, in rounds that take turns. */
export async function measureSpeed(world: LoadBenchWorld, tools: readonly Tool[]): Promise<void> {
  const { say, isQuick } = world
  const rounds = isQuick ? 1 : 3
  say(`GETs at ${ratePerS}/s where a tool keeps a rate, else as fast as 64 connections go;`)
  say(`${rounds} rounds of ${measuredS} s in turn, medians\n`)
  const speeds = new Map<string, Speed[]>()
  for (let round = 0; round < rounds; round += 1) {
    for (const tool of tools) {
      speeds.set(tool.name, [...(speeds.get(tool.name) ?? []), await speedOf(world, tool)])
    }
  }
  const median = (name: string, of: keyof Speed) =>
    medianOf((speeds.get(name) ?? []).map((speed) => speed[of]))
  say('| tool | loop | requests per CPU-second | requests/s | of k6 |')
  say('|---|---|---:|---:|---:|')
  for (const { name, loop } of tools) {
    const perCpuSecond = median(name, 'perCpuSecond')
    const ofK6 = speeds.has(k6.name)
      ? `${(perCpuSecond / median(k6.name, 'perCpuSecond')).toFixed(2)} x`
      : ''
    const label = name === native.name ? `${name}, ledger on` : name
    const cells = [label, loop, perCpuSecond.toFixed(0), median(name, 'perSecond').toFixed(0), ofK6]
    say(`| ${cells.join(' | ')} |`)
  }
}

/** By what the backend answered, and what the generator and its children used meanwhile. */
async function speedOf(world: LoadBenchWorld, tool: Tool): Promise<Speed> {
  const running = await tool.start(attackOn(world, ratePerS, warmUpS + measuredS + marginS))
  const sample = async () => {
    const answered = z.number().parse(await world.backend.command('answered', {}))
    return { answered, cpuS: cpuSecondsOfTree(running.pid), atUs: world.nowUs() }
  }
  await sleep(warmUpS * 1_000)
  const before = await sample()
  await sleep(measuredS * 1_000)
  const after = await sample()
  await running.told
  const requests = after.answered - before.answered
  return {
    perCpuSecond: requests / (after.cpuS - before.cpuS),
    perSecond: requests / ((after.atUs - before.atUs) / 1e6),
  }
}
