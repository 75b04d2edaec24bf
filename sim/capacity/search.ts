import { halfWidthOf, type JudgedTrial, type Knee, kneeBelief, kneeOf } from './knee.ts'

/** What one trial says: `unclear` when it says nothing of the system, and why. */
export type TrialVerdict =
  | { readonly verdict: 'pass' | 'fail' }
  | { readonly verdict: 'unclear'; readonly why: string }

export type SearchOptions<Trial extends TrialVerdict> = {
  /** Offers that rate for a while and judges what came of it. */
  try(ratePerS: number): Promise<Trial>
  readonly startPerS: number
  readonly lowestPerS: number
  readonly highestPerS: number
  /** Half the interval that is good enough, as a share of the knee. */
  readonly goalShare: number
  readonly trialsMax: number
  /** Whether there is time for another trial. */
  hasTime(): boolean
}

/** How a search ended; only `settled` and `unsettled` know the knee. */
export type SearchEnd =
  /** The interval is as narrow as was asked for. */
  | 'settled'
  /** Time or trials ran out with a wider one. */
  | 'unsettled'
  /** Even the lowest rate was not carried. */
  | 'below-lowest'
  /** Even the highest rate was carried. */
  | 'above-highest'
  /** The trials said nothing: the generator or the machine was the limit. */
  | 'unclear'
  /** Time ran out before a rate failed. */
  | 'out-of-time'

export type Found = {
  readonly end: SearchEnd
  readonly knee?: Knee
  /** The highest rate that passed; 0 when none did. */
  readonly carriedPerS: number
  /** Of an `unclear` end. */
  readonly why?: string
}

const growth = 2
/** A trial that says nothing is tried again twice: a neighbour on the machine may have left. */
const unclearMax = 3
/** As far around the rates that were tried as the knee may lie. */
const beliefMargin = 1.5

/**
 * Finds the greatest rate that passes: the rate grows until a trial fails (or shrinks until one
 * passes), then each trial is made where it tells most, until the interval of the knee is narrow
 * enough. Gives up where there is no time, or nothing is to be learned.
 */
export async function searchKnee<Trial extends TrialVerdict>(
  options: SearchOptions<Trial>,
): Promise<Found> {
  const { hasTime, goalShare, trialsMax } = options
  const judged: JudgedTrial[] = []
  const end = (rest: Pick<Found, 'end' | 'knee' | 'why'>): Found => ({
    carriedPerS: judged.reduce((most, at) => (at.isPass ? Math.max(most, at.ratePerS) : most), 0),
    ...rest,
  })
  let unclear = 0
  let made = 0
  for (let ratePerS = options.startPerS; ; ) {
    const knee = isBracketed(judged) ? kneeOf(beliefOf(judged)) : undefined
    if (knee !== undefined && halfWidthOf(knee) <= goalShare) return end({ end: 'settled', knee })
    if (!hasTime() || made >= trialsMax) {
      return end(knee === undefined ? { end: 'out-of-time' } : { end: 'unsettled', knee })
    }
    const trial = await options.try(ratePerS)
    made += 1
    if (trial.verdict === 'unclear') {
      unclear += 1
      if (unclear >= unclearMax) return end({ end: 'unclear', why: trial.why })
      continue
    }
    unclear = 0
    judged.push({ ratePerS, isPass: trial.verdict === 'pass' })
    if (isBracketed(judged)) {
      ratePerS = nextOf(judged, options)
      continue
    }
    const bound = trial.verdict === 'pass' ? options.highestPerS : options.lowestPerS
    if (ratePerS === bound) {
      return end({ end: trial.verdict === 'pass' ? 'above-highest' : 'below-lowest' })
    }
    ratePerS =
      trial.verdict === 'pass'
        ? Math.min(ratePerS * growth, bound)
        : Math.max(ratePerS / growth, bound)
  }
}

function isBracketed(judged: readonly JudgedTrial[]): boolean {
  return judged.some(({ isPass }) => isPass) && judged.some(({ isPass }) => !isPass)
}

function beliefOf(judged: readonly JudgedTrial[]) {
  const rates = judged.map(({ ratePerS }) => ratePerS)
  const [lowest, highest] = [Math.min(...rates), Math.max(...rates)]
  return kneeBelief(judged, { lowest: lowest / beliefMargin, highest: highest * beliefMargin })
}

/** A little below and a little above the likeliest rate in turn: both ends have to be held. */
function nextOf(judged: readonly JudgedTrial[], { lowestPerS, highestPerS }: Range): number {
  const ratePerS = beliefOf(judged).quantile(judged.length % 2 === 0 ? 0.3 : 0.7)
  return Math.min(Math.max(ratePerS, lowestPerS), highestPerS)
}
type Range = { readonly lowestPerS: number; readonly highestPerS: number }
