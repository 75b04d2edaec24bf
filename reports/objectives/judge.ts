import type { Evidence } from '../evidence.ts'
import { inconclusive, type Judgement, type Objective } from './objective.ts'
import { measures } from './registry.ts'

/** Judges one objective by its measure. */
export function judgeObjective(objective: Objective, evidence: Evidence): Judgement {
  const measure = measures.find(({ name }) => name === objective.measure)
  if (measure !== undefined) return measure.judge(objective, evidence)
  return inconclusive(objective, 'count', 0, `this version has no measure ${objective.measure}`)
}

/** The share of good requests that a recovered service has, unless less is asked for. */
const recoveredShareMax = 0.99

/**
 * Recovery is measured against 99 %, or what the objectives ask of availability after the fault if
 * that is less. More cannot be seen in slices of a hundred requests: one failure would be an outage.
 */
export function recoveredShareOf(objectives: readonly Objective[]): number {
  const after = objectives.find(
    ({ measure, phase }) => measure === 'availability' && phase === 'after',
  )
  if (after?.limit.kind !== 'number') return recoveredShareMax
  return Math.min(after.limit.value / 100, recoveredShareMax)
}
