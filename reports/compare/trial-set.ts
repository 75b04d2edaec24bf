import { medianOf, variationOf } from '../statistics/describe.ts'
import type { Summary } from '../summary.ts'
import type { VerdictName } from '../verdict.ts'

/** An objective over all trials. */
export type TrialObjective = {
  readonly objective: string
  readonly measure: string
  readonly unit: Summary['objectives'][number]['unit']
  readonly passed: number
  readonly trials: number
  /** Absent when no trial could measure it. */
  readonly median?: number
  readonly low?: number
  readonly high?: number
  /** True when the trials vary by more than 10 % of their mean: one of them alone means little. */
  readonly isErratic: boolean
}

/** Several trials of one drill together. */
export type TrialSet = {
  readonly verdict: VerdictName
  /** One sentence. */
  readonly why: string
  readonly verdicts: readonly VerdictName[]
  readonly objectives: readonly TrialObjective[]
}

const variationMax = 0.1

/** What trials of one drill come to: one that fails fails them all, as one that fails in production would. */
export function trialSetOf(summaries: readonly Summary[]): TrialSet {
  const verdicts = summaries.map(({ verdict }) => verdict)
  const count = (verdict: VerdictName) => verdicts.filter((own) => own === verdict).length
  const verdict =
    (['aborted', 'fail', 'inconclusive'] as const).find((own) => count(own) > 0) ?? 'pass'
  const worst = summaries.find((summary) => summary.verdict === verdict)
  const why =
    verdict === 'pass'
      ? `All of ${summaries.length} trials passed.`
      : `${count(verdict)} of ${summaries.length} trials: ${verdict}. The first one: ${worst?.why ?? ''}`
  return { verdict, why, verdicts, objectives: objectivesOf(summaries) }
}

function objectivesOf(summaries: readonly Summary[]): readonly TrialObjective[] {
  const [first] = summaries
  return (first?.objectives ?? []).map(({ objective, measure, unit }, index) => {
    const own = summaries.flatMap(({ objectives }) => objectives[index] ?? [])
    const values = own.flatMap(({ measured }) =>
      measured === undefined ? [] : [measured === 'infinite' ? Number.POSITIVE_INFINITY : measured],
    )
    const variation = variationOf(values)
    return {
      objective,
      measure,
      unit,
      passed: own.filter(({ verdict }) => verdict === 'pass').length,
      trials: own.length,
      ...(values.length === 0
        ? {}
        : { median: medianOf(values), low: Math.min(...values), high: Math.max(...values) }),
      isErratic: values.length > 1 && !(variation <= variationMax),
    }
  })
}
