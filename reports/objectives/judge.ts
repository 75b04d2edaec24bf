import type { Evidence } from '../evidence.ts'
import { inconclusive, type Judgement, type Objective } from './objective.ts'
import { measures } from './registry.ts'

/** Judges one objective by its measure. */
export function judgeObjective(objective: Objective, evidence: Evidence): Judgement {
  const measure = measures.find(({ name }) => name === objective.measure)
  if (measure !== undefined) return measure.judge(objective, evidence)
  return inconclusive(objective, 'count', 0, `this version has no measure ${objective.measure}`)
}

/** The share of good requests that a recovered service has, unless an objective says otherwise. */
const recoveredShareByDefault = 0.99

/**
 * Recovery is measured against the availability that the objectives ask for after the fault, else
 * for before it, else 99 %: over the whole load or during the fault a lower one may be allowed.
 */
export function recoveredShareOf(objectives: readonly Objective[]): number {
  const targets = objectives.filter(({ measure }) => measure === 'availability')
  const of = (phase: Objective['phase']) => targets.find((target) => target.phase === phase)?.limit
  const limit = of('after') ?? of('before')
  return limit?.kind === 'number' ? limit.value / 100 : recoveredShareByDefault
}
