import type { Evidence } from '../evidence.ts'
import type { Part } from '../parts.ts'
import { judgeRelative } from './judge-relative.ts'
import { inconclusive, type Judgement, type Measure, type Objective } from './objective.ts'
import { measures } from './registry.ts'

/** Judges objectives, those that are made of others last; in their order. */
export function judgeObjectives(objectives: readonly Objective[], evidence: Evidence): Judgement[] {
  const isOfOthers = ({ measure }: Objective) => measureOf(measure)?.isOfOthers === true
  const judged = objectives.map((objective) => {
    return isOfOthers(objective) ? undefined : judgeObjective(objective, evidence)
  })
  const weighed = judged.filter((judgement) => judgement?.weight !== undefined)
  const known = { ...evidence, weighed: weighed.flatMap((judgement) => judgement ?? []) }
  const isScored = objectives.some(isOfOthers)
  return objectives.map((objective, index) => {
    const judgement = judged[index]
    if (judgement === undefined) return judgeObjective(objective, known)
    return isScored ? underScore(judgement) : judgement
  })
}

/** What counts in a score fails a run only by the score. */
function underScore(judgement: Judgement): Judgement {
  if (judgement.verdict !== 'fail' || judgement.weight === undefined) return judgement
  const why = `outside of its limit, which counts in the score; ${judgement.why}`
  return { ...judgement, verdict: 'warn', isOutside: true, why }
}

function measureOf(name: string): Measure | undefined {
  return measures.find((measure) => measure.name === name)
}

/** Judges one objective by its measure. */
export function judgeObjective(objective: Objective, evidence: Evidence): Judgement {
  const measure = measureOf(objective.measure)
  const unknown = objective.parts?.find(({ dimension, name }) => {
    return evidence.requests.parts[dimension]?.names.includes(name) !== true
  })
  if (unknown !== undefined) return withoutRequests(objective, evidence, unknown)
  if (measure !== undefined && objective.limit.kind === 'relative') {
    return judgeRelative(objective, objective.limit.percent, measure, evidence)
  }
  if (measure !== undefined) return measure.judge(objective, evidence)
  return inconclusive(objective, 'count', 0, `this version has no measure ${objective.measure}`)
}

/** Nothing of nobody is no pass: the name may be misspelt. */
function withoutRequests(objective: Objective, { requests }: Evidence, part: Part): Judgement {
  const { dimension, name } = part
  const names = requests.parts[dimension]?.names ?? []
  const known = names.length === 0 ? 'none' : names.slice(0, 10).join(', ')
  const why = `no request was of ${dimension} ${name}; there were ${known}`
  return inconclusive(objective, 'count', 0, why)
}

/** The share of good requests that a recovered service has, unless less is asked for. */
const recoveredShareMax = 0.99

/**
 * Recovery is measured against 99 %, or what the objectives ask of availability after the fault if
 * that is less. More cannot be seen in slices of a hundred requests: one failure would be an outage.
 */
export function recoveredShareOf(objectives: readonly Objective[]): number {
  const after = objectives.find(
    ({ measure, phase, parts }) =>
      measure === 'availability' && phase === 'after' && parts === undefined,
  )
  if (after?.limit.kind !== 'number') return recoveredShareMax
  return Math.min(after.limit.value / 100, recoveredShareMax)
}
