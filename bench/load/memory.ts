import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { residentMbOf } from '../process-cpu.ts'
import { attackOn, type LoadBenchWorld } from './bench-world.ts'
import { startNative } from './native.ts'

const ratePerS = 20_000
const sampleEveryMs = 500

/** The most memory that the native engine holds at a high rate, its ledger on. */
export async function measureMemory(world: LoadBenchWorld): Promise<void> {
  const { say, isQuick, backend } = world
  const durationS = isQuick ? 10 : 60
  const answered = async () => z.number().parse(await backend.command('answered', {}))
  const before = await answered()
  const { pid, told, result } = await startNative(attackOn(world, ratePerS, durationS))
  let isOver = false
  const over = told.finally(() => {
    isOver = true
  })
  let mostMb = 0
  while (!isOver) {
    mostMb = Math.max(mostMb, residentOf(pid))
    await Promise.race([over, sleep(sampleEveryMs)])
  }
  await over
  const { offered, pacerLatenessP99Ms } = await result
  const ok = (await answered()) - before
  say(
    `\nAt ${ratePerS}/s for ${durationS} s the native engine holds ${mostMb.toFixed(0)} MB at most; ` +
      `${ok} of ${offered} requests were answered, its pacer was ${pacerLatenessP99Ms.toFixed(2)} ms late at p99.`,
  )
}

function residentOf(pid: number): number {
  try {
    return residentMbOf(pid)
  } catch {
    // It has just gone.
    return 0
  }
}
