import { type Cut, type Vector, vectorsSchema } from '../../ledger/launch/gateway.ts'
import type { PlacedInstance } from '../../ledger/run.ts'
import { type Clock, wait, within } from '../clock.ts'
import type { Timing } from '../timing.ts'
import { placeNameOf } from '../topology/places.ts'

export type CompareOptions = {
  readonly clock: Clock
  readonly instances: readonly PlacedInstance[]
  readonly timing: Timing
  /** Nobody calls any more. */
  readonly isQuiet: boolean
  /** How far a holder's clock may be set wrong in this run. */
  readonly skewMs: number
  readonly signal: AbortSignal
  /** What that instance answers to the command `counters`; rejects when it cannot. */
  ask(instance: string, cut: Cut): Promise<unknown>
}

/** What became of the holders of one region; the detail of a `counters-compared` event. */
export type Comparison = {
  /** Or the gateway beside the managed one: who shares counters. */
  readonly region: string
  /** Keys with counts that could be compared. */
  readonly keys: number
  readonly isEqual: boolean
  readonly afterMs: number
  readonly withinMs: number
  readonly terms: string
  readonly differing: readonly string[]
}

const periodMs = 50
/** Who is stopped or hangs is no holder now. */
const answerWithinMs = 500
/** Asked once more after the bound, to tell those that are late from those that never agree. */
const patienceMs = 1_000
// Of a peer that fell silent until it is given up, and of attempts to meet it again.
const silenceMs = 1_200
const reconnectMs = 1_000
// Of a change: both event loops, the link, and what else the machine has to do.
const wayMs = 300
const differingMax = 5

/**
 * Asks the instances of each region for what had been counted when it was called, until all give
 * the same, or until it is too late. Instances that do not answer are not compared.
 */
export function compareHolders(options: CompareOptions): Promise<Comparison[]> {
  const { instances, clock, timing, skewMs, isQuiet } = options
  const regions = Map.groupBy(instances, placeNameOf)
  const lagMs = Math.max(timing.replicationInZoneMs, timing.replicationBetweenZonesMs)
  const withinMs = reconnectMs + silenceMs + lagMs + wayMs
  const bound = {
    withinMs,
    terms: `reconnect ${reconnectMs} + silence ${silenceMs} + lag ${lagMs} + way ${wayMs}`,
  }
  const graceMs = withinMs + patienceMs + Math.abs(skewMs)
  const cut = { untilMs: clock.nowUs() / 1_000, graceMs, isQuiet }
  return Promise.all(
    [...regions].map(async ([region, placed]) => ({
      region,
      ...bound,
      ...(await agreement(placed, cut, withinMs, options)),
    })),
  )
}

async function agreement(
  placed: readonly PlacedInstance[],
  cut: Cut,
  withinMs: number,
  { clock, signal, ask }: CompareOptions,
): Promise<Pick<Comparison, 'keys' | 'isEqual' | 'afterMs' | 'differing'>> {
  for (;;) {
    const askedAfterMs = clock.nowUs() / 1_000 - cut.untilMs
    const told = await Promise.all(
      placed.map(async ({ instance }) => {
        const answering = ask(instance, cut).catch(() => undefined)
        return vectorsSchema.safeParse(await within(clock, answerWithinMs, answering)).data
      }),
    )
    const answered = told.filter((vectors) => vectors !== undefined)
    const differing = differencesOf(answered)
    const keys = new Set(answered.flat().map(nameOf)).size
    const isEqual = differing.length === 0
    if (isEqual || askedAfterMs > withinMs + patienceMs) {
      return { keys, isEqual, afterMs: askedAfterMs, differing }
    }
    await wait(clock, periodMs, signal)
  }
}

/** Lines like `rate-limit a1b2: a#1 3 or 6`; none when all give the same. */
function differencesOf(told: readonly (readonly Vector[])[]): string[] {
  const counts = new Map<string, Map<string, Set<number>>>()
  for (const vector of told.flat()) {
    const byHolder = counts.get(nameOf(vector)) ?? new Map<string, Set<number>>()
    counts.set(nameOf(vector), byHolder)
    for (const holder of Object.keys(vector.counts)) byHolder.set(holder, new Set())
  }
  for (const vectors of told) {
    const known = new Map(vectors.map((vector) => [nameOf(vector), vector.counts]))
    for (const [name, byHolder] of counts) {
      for (const [holder, values] of byHolder) values.add(known.get(name)?.[holder] ?? 0)
    }
  }
  return [...counts]
    .flatMap(([name, byHolder]) =>
      [...byHolder]
        .filter(([, values]) => values.size > 1)
        .map(([holder, values]) => `${name}: ${holder} ${[...values].join(' or ')}`),
    )
    .slice(0, differingMax)
}

function nameOf({ counter, window, keyHash }: Vector): string {
  return `${counter} (${window}) ${keyHash}`
}
