import type { Evidence } from '../evidence.ts'
import { measuredText } from '../format.ts'
import {
  inconclusive,
  type Judgement,
  type Measure,
  notClaimed,
  type Objective,
} from './objective.ts'

type Measured = { readonly measured: number; readonly interval?: Interval }
type Interval = { readonly low: number; readonly high: number }

/** What baseline runs measured for one objective, in its unit. */
export type BaselineValue = Measured & { readonly runs: number }

/** Of a baseline, by the text of the objective: what it measured, or why that cannot be told. */
export type BaselineValues = ReadonlyMap<string, BaselineValue | { readonly why: string }>

/**
 * Judges `p99(latency) <= 110% of baseline run`. Both runs are samples, so that what lies outside of
 * the limit fails only when that is sure, each side of its interval being a bound of 95 %; else it
 * cannot be told. Source: Zou and Donner, Construction of confidence limits about effect measures,
 * 2008.
 */
export function judgeRelative(
  objective: Objective,
  percent: number,
  measure: Measure,
  evidence: Evidence,
): Judgement {
  const { baseline } = evidence
  if (baseline === undefined) return notClaimed(objective, 'no baseline run was given')
  const value = baseline.get(objective.text)
  if (value === undefined) {
    return notClaimed(objective, 'the baseline was measured for other objectives than this one')
  }
  const unit = unitOf(measure)
  if ('why' in value) {
    const { warn: _, ...rest } = objective
    return inconclusive(rest, unit, 0, `the baseline cannot tell: ${value.why}`)
  }
  const share = percent / 100
  const absolute = absoluteOf(objective, unit, (part) => (part / 100) * value.measured)
  const alone = measure.judge(absolute, evidence)
  const had = `the baseline had ${measuredText({ ...value, measure: measure.name, unit })}`
  const judgement = { ...alone, baseline: value, why: `${alone.why}; ${had}` }
  const { measured } = judgement
  if (judgement.verdict !== 'fail' || measured === undefined) return judgement
  const isAtLeast = objective.operator === '>' || objective.operator === '>='
  const { low, high } = differenceOf({ ...judgement, measured }, value, share)
  if (isAtLeast ? high < 0 : low > 0) return judgement
  const why = 'it is outside of the limit, but the two runs may differ so much by chance'
  return { ...judgement, verdict: 'inconclusive', why: `${why}; ${judgement.why}` }
}

/** The same with a limit that is known. */
function absoluteOf(
  objective: Objective,
  unit: ReturnType<typeof unitOf>,
  measuredAt: (percent: number) => number,
): Objective {
  const { limit, warn } = objective
  if (limit.kind !== 'relative') return objective
  // Rounded: 110 % of 100 ms is not 110 ms in binary.
  const of = (percent: number) => Number(measuredAt(percent).toPrecision(12))
  return {
    ...objective,
    limit: { kind: 'number', value: of(limit.percent), unit },
    ...(warn === undefined ? {} : { warn: of(warn) }),
  }
}

/** As which a baseline measures it: its limit decides nothing. */
export function askedOfBaseline(objective: Objective, measure: Measure): Objective {
  const unit = unitOf(measure)
  // Of a share, the level whose samples are asked for.
  const value = unit === '%' ? 99 : 0
  return { ...objective, limit: { kind: 'number', value, unit } }
}

/** A share of a share is one; whatever else a measure is limited in has one unit. */
function unitOf({ limits }: Measure) {
  const [unit] = limits.filter((limit) => limit !== 'bound')
  return unit ?? 'count'
}

/** Where the measured less so much of the baseline lies: ends that are sure, or as they were measured. */
function differenceOf(own: Measured, other: Measured, share: number): Interval {
  const intervalOf = ({ measured, interval = { low: measured, high: measured } }: Measured) =>
    interval
  const [a, b] = [intervalOf(own), intervalOf(other)]
  const difference = own.measured - share * other.measured
  const down = Math.hypot(own.measured - a.low, share * (b.high - other.measured))
  const up = Math.hypot(a.high - own.measured, share * (other.measured - b.low))
  // What is infinite on both sides is told by the ends alone.
  return {
    low: Number.isNaN(difference - down) ? a.low - share * b.high : difference - down,
    high: Number.isNaN(difference + up) ? a.high - share * b.low : difference + up,
  }
}
