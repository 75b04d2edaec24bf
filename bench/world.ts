import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { medianOf } from '../reports/statistics/describe.ts'
import { defineBench } from './define-bench.ts'
import { takeWorld, type WorldTaken } from './world/one-world.ts'
import { worldOptionsOf } from './world/options.ts'

/** What is wanted of a world of this size on two processors. */
const wantedReadyS = 12
const wantedMb = 2_500

/** How long a large world takes until it is ready, and how much memory it holds. */
export const world = defineBench({
  name: 'world',
  about: 'time and memory of a world of two regions, six zones, twelve gateways: --rounds 3',
  async run(say, words) {
    const { rounds } = worldOptionsOf(words)
    const folder = mkdtempSync(join(tmpdir(), 'gatedrill-world-'))
    const all: WorldTaken[] = []
    say(`2 regions, 6 zones, 12 gateways; ${availableParallelism()} processors\n`)
    say('| round | processes | ready after | of it the command | processor time | MB | MB, load |')
    say('|---|---|---|---|---|---|---|')
    try {
      for (let round = 1; round <= rounds; round += 1) {
        const taken = await takeWorld(folder)
        all.push(taken)
        say(rowOf(round, taken))
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
    sayParts(all, say)
    const readyS = medianOf(all.map(({ readyMs }) => readyMs)) / 1_000
    const mb = Math.max(...all.flatMap(({ readyMb, loadedMb }) => [readyMb, loadedMb]))
    say(`\nready after ${readyS.toFixed(1)} s in the median (wanted: ${wantedReadyS} s at most),`)
    say(`${mb.toFixed(0)} MB at most (wanted: ${wantedMb} MB)`)
    if (readyS > wantedReadyS || mb > wantedMb) process.exitCode = 1
  },
})

function rowOf(round: number, taken: WorldTaken): string {
  const { processes, readyMs, commandMs, readyCpuS, readyMb, loadedMb } = taken
  const times = [readyMs, commandMs, readyCpuS * 1_000].map((ms) => `${(ms / 1_000).toFixed(2)} s`)
  const cells = [round, processes, ...times]
  return `| ${[...cells, readyMb.toFixed(0), loadedMb.toFixed(0)].join(' | ')} |`
}

/** Where time and memory go; of a kind the slowest and the mean, medians over the rounds. */
function sayParts(all: readonly WorldTaken[], say: (line: string) => void): void {
  say('\n| process | count | started to serving, the slowest | MB each |')
  say('|---|---|---|---|')
  for (const { kind, count } of all[0]?.parts ?? []) {
    const of = all.flatMap(({ parts }) => parts.filter((part) => part.kind === kind))
    const readyMs = medianOf(of.map((part) => part.readyMs))
    const mb = medianOf(of.map((part) => part.mb))
    say(`| ${kind} | ${count} | ${readyMs.toFixed(0)} ms | ${mb.toFixed(0)} |`)
  }
}
