import {
  blockBootstrapIntervals,
  bootstrapInterval,
  type Interval,
} from '../statistics/bootstrap.ts'
import { cliffsDelta, medianOf, variationOf } from '../statistics/describe.ts'
import { leastP, mannWhitney } from '../statistics/mann-whitney.ts'
import { type Measure, measures } from './measures.ts'
import { type RunSample, type Stretch, stretches } from './run-sample.ts'

export const rowVerdicts = ['better', 'worse', 'same', 'unclear', 'erratic'] as const
export type RowVerdict = (typeof rowVerdicts)[number]

/** One measure of two groups of runs, in its unit. */
export type ComparedMeasure = {
  readonly measure: Measure
  /** One value a run. */
  readonly a: readonly number[]
  readonly b: readonly number[]
  readonly medianA: number
  readonly medianB: number
  /** B less A; where the truth lies with 95 %. */
  readonly difference: number
  readonly interval: Interval
  /** Of several runs against several: Mann-Whitney, two-sided. */
  readonly p?: number
  /** Cliff's delta, -1 to 1. */
  readonly effect?: number
  readonly verdict: RowVerdict
  /** One sentence. */
  readonly why: string
}

const significance = 0.05
/** Runs of one group that vary more are no group. Source: the regression detector of Vector. */
const variationMax = 0.1
/** What happens in one second lasts into the next ones. */
const blockS = 3
/**
 * One run knows nothing of how runs differ, and about twenty measures are asked at once: a difference
 * of single runs must be surer, by as much (Bonferroni).
 */
const sureShare = 0.998

/** Compares what can be told of both groups; one run each by its seconds, more by their runs. */
export function compareRuns(
  a: readonly RunSample[],
  b: readonly RunSample[],
): readonly ComparedMeasure[] {
  const [onlyA, onlyB] = [a[0], b[0]]
  const isSingle = a.length === 1 && b.length === 1
  const within =
    isSingle && onlyA !== undefined && onlyB !== undefined
      ? withinRuns(onlyA, onlyB)
      : new Map<Measure, WithinRuns>()
  return measures.flatMap((measure) => {
    const values = [a, b].map((group) => group.map((run) => measuredOf(measure, run)))
    const [ofA = [], ofB = []] = values
    if ([...ofA, ...ofB].some(Number.isNaN)) return []
    return [isSingle ? single(measure, ofA, ofB, within.get(measure)) : several(measure, ofA, ofB)]
  })
}

function measuredOf({ of }: Measure, { seconds, summary }: RunSample): number {
  return of.from === 'seconds' ? of.value(seconds[of.stretch]) : of.value(summary)
}

type Compared = Omit<ComparedMeasure, 'verdict' | 'why' | 'interval'>

function comparedOf(measure: Measure, a: readonly number[], b: readonly number[]): Compared {
  const [medianA, medianB] = [medianOf(a), medianOf(b)]
  return { measure, a, b, medianA, medianB, difference: lessOf(medianB, medianA) }
}

/** Two that are infinite do not differ. */
function lessOf(b: number, a: number): number {
  return a === b ? 0 : b - a
}

function several(measure: Measure, a: readonly number[], b: readonly number[]): ComparedMeasure {
  const compared = comparedOf(measure, a, b)
  const interval = bootstrapInterval([a, b], ([drawnA = [], drawnB = []]) =>
    lessOf(medianOf(drawnB), medianOf(drawnA)),
  )
  const { p } = mannWhitney(a, b)
  const told = { ...compared, interval, p, effect: cliffsDelta(a, b) }
  const variation = Math.max(variationOf(a), variationOf(b))
  if (Number.isNaN(variation) || variation > variationMax) {
    const percent = Number.isNaN(variation)
      ? 'without bound'
      : `by ${(variation * 100).toFixed(0)} %`
    const why = `its runs vary ${percent} among themselves, and ${variationMax * 100} % is the most that means anything`
    return { ...told, verdict: 'erratic', why }
  }
  if (leastP(a.length, b.length) > significance) {
    const why = `${a.length} runs against ${b.length} are too few to differ surely; 4 against 4 are not`
    return { ...told, verdict: 'unclear', why }
  }
  return { ...told, ...judged(told, p <= significance) }
}

function single(
  measure: Measure,
  a: readonly number[],
  b: readonly number[],
  within: WithinRuns | undefined,
): ComparedMeasure {
  const compared = comparedOf(measure, a, b)
  const { interval, sure } = within ?? {}
  if (interval === undefined || sure === undefined || Number.isNaN(interval.high)) {
    const bounds = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }
    const why = 'one run has one value of it; several of each can tell'
    return { ...compared, interval: bounds, verdict: 'unclear', why }
  }
  const told = { ...compared, interval }
  return { ...told, ...judged(told, sure.low > 0 || sure.high < 0) }
}

/** Sure and large enough is a difference; surely not large enough is none. */
function judged(
  { measure, medianA, difference, interval }: Omit<ComparedMeasure, 'verdict' | 'why'>,
  isSure: boolean,
): Pick<ComparedMeasure, 'verdict' | 'why'> {
  const { matters, better } = measure
  const least = Math.max(matters.least, Math.abs(medianA) * matters.share)
  const isLarge = Math.abs(difference) >= least
  const bound = `${Number(least.toPrecision(3))} ${measure.unit}`
  if (isSure && isLarge) {
    const isBetter = difference > 0 === (better === 'higher')
    return {
      verdict: isBetter ? 'better' : 'worse',
      why: `surely different, and by more than ${bound}`,
    }
  }
  if (isSure || (interval.low > -least && interval.high < least)) {
    return { verdict: 'same', why: `no difference that matters: less than ${bound}` }
  }
  return {
    verdict: 'unclear',
    why: `a difference of ${bound} can neither be seen nor be ruled out`,
  }
}

/** `interval` is the usual one, `sure` the one that a difference of single runs must keep clear of 0. */
type WithinRuns = { readonly interval: Interval; readonly sure: Interval }

/**
 * Intervals of all differences that seconds tell, from one run each. The same seconds are drawn of
 * both: with one seed they had the same arrivals.
 */
function withinRuns(a: RunSample, b: RunSample): ReadonlyMap<Measure, WithinRuns> {
  const found = new Map<Measure, WithinRuns>()
  for (const stretch of stretches) {
    const own = measures.filter(({ of }) => of.from === 'seconds' && of.stretch === stretch)
    for (const [index, [interval, sure]] of differencesWithin(own, stretch, a, b).entries()) {
      const measure = own[index]
      if (measure !== undefined && interval !== undefined && sure !== undefined) {
        found.set(measure, { interval, sure })
      }
    }
  }
  return found
}

function differencesWithin(
  own: readonly Measure[],
  stretch: Stretch,
  a: RunSample,
  b: RunSample,
): Interval[][] {
  const [secondsA, secondsB] = [a.seconds[stretch], b.seconds[stretch]]
  const length = Math.min(secondsA.length, secondsB.length)
  if (length < 2 * blockS) return []
  const drawn = (places: readonly number[]) => {
    const [ofA = [], ofB = []] = [secondsA, secondsB].map((seconds) =>
      places.flatMap((place) => seconds[place] ?? []),
    )
    return own.map(({ of }) =>
      of.from === 'seconds' ? lessOf(of.value(ofB), of.value(ofA)) : Number.NaN,
    )
  }
  return blockBootstrapIntervals(length, blockS, drawn, [0.95, sureShare])
}
