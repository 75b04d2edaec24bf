import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ClockUs, clockSince, newEpochNs } from '../ledger/clock.ts'
import { eventSchema } from '../ledger/events.ts'
import { medianOf } from '../reports/statistics/describe.ts'
import { faults as registered } from '../sim/faults/plan-faults.ts'
import { defineBench } from './define-bench.ts'
import { endsTheRun, slowByNature } from './faults/by-nature.ts'
import { type HeldWorld, holdWorld } from './faults/held-world.ts'
import { type Injected, injectOnce } from './faults/inject-once.ts'
import { faultsOptionsOf } from './faults/options.ts'

/** What is wanted of the slowest in a hundred, on a machine that nobody else uses. */
const wantedMs = 250

type Measured = Injected & {
  /** From the command until the first question that showed the effect was asked. */
  readonly bitesMs: number | undefined
}

/** How long every fault takes from the command until it is proven to bite. */
export const faults = defineBench({
  name: 'faults',
  about: 'from the command to the proof that it bites, every fault: --rounds 3 --kinds a,b',
  async run(say, words) {
    const { rounds, kinds = [...registered.keys()] } = faultsOptionsOf(words)
    const folder = mkdtempSync(join(tmpdir(), 'gatedrill-faults-'))
    const nowUs = clockSince(newEpochNs())
    try {
      const world = await holdWorld(folder)
      const injected = await injectAll(kinds, rounds, world, nowUs)
      await world.end()
      sayAll(measuredOf(injected, world.folder), say)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
})

async function injectAll(
  kinds: readonly string[],
  rounds: number,
  world: HeldWorld,
  nowUs: ClockUs,
): Promise<readonly Injected[]> {
  const injected: Injected[] = []
  for (let round = 0; round < rounds; round += 1) {
    for (const kind of kinds) {
      if (!endsTheRun.includes(kind)) injected.push(await injectOnce(kind, world, nowUs))
    }
  }
  return injected
}

function measuredOf(injected: readonly Injected[], folder: string): readonly Measured[] {
  const lines = readFileSync(join(folder, 'events.ndjson'), 'utf8').trimEnd().split('\n')
  const events = lines.map((line) => eventSchema.parse(JSON.parse(line)))
  const atUs = (kind: string, fault: string) =>
    events.find((event) => event.kind === kind && event.fault === fault)?.atUs
  return injected.map((one) => {
    const [from, to] = [atUs('fault-planned', one.id), atUs('fault-proven', one.id)]
    const isKnown = from !== undefined && to !== undefined
    return { ...one, bitesMs: isKnown ? (to - from) / 1_000 : undefined }
  })
}

function sayAll(measured: readonly Measured[], say: (line: string) => void): void {
  say('| fault | bites after | told after | healed |')
  say('|---|---|---|---|')
  const msOf = (values: readonly (number | undefined)[]) => {
    const known = values.filter((value) => value !== undefined)
    return known.length < values.length ? 'never' : `${medianOf(known).toFixed(0)} ms`
  }
  for (const [kind, of] of Map.groupBy(measured, (one) => one.kind)) {
    const bites = msOf(of.map(({ bitesMs }) => bitesMs))
    const told = msOf(of.map(({ toldMs }) => toldMs))
    const isHealed = of.every((one) => one.isHealed) ? 'yes' : 'NO'
    const note = kind in slowByNature ? ' *' : ''
    say(`| ${kind}${note} | ${bites} | ${told} | ${isHealed} |`)
  }
  say('')
  for (const [kind, why] of Object.entries(slowByNature)) say(`* ${kind}: ${why}`)
  const judged = measured.filter(({ kind }) => !(kind in slowByNature))
  const sorted = judged
    .map(({ bitesMs }) => bitesMs ?? Number.POSITIVE_INFINITY)
    .toSorted((a, b) => a - b)
  const quantile = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0
  say(`\nleft out, for they end the run: ${endsTheRun.join(', ')}`)
  say(
    `${sorted.length} injections without those marked *: p50 ${quantile(0.5).toFixed(0)} ms, ` +
      `p99 ${quantile(0.99).toFixed(0)} ms (wanted: ${wantedMs} ms on an idle machine)`,
  )
  if (quantile(0.99) > wantedMs) process.exitCode = 1
}
