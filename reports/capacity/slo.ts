import { GatedrillError } from '../../ledger/errors.ts'
import { reportError } from '../errors.ts'
import { limitOf, type Objective } from '../objectives/objective.ts'
import { parseObjective } from '../objectives/parse-objective.ts'
import { samplesNeededFor } from '../objectives/statistics.ts'

/** What a trial can be held to: it has no fault, and so no phase and no recovery. */
const measuresOfTrials = ['latency', 'availability', 'rejected'] as const

/**
 * The objectives that a rate must hold to count as carried: those given (`p99 < 100ms` is short for
 * `p99(latency) < 100ms`), or else the scenario's own of latency and availability for times without
 * a fault, the strictest of each. A GatedrillError when there is none of latency.
 */
export function sloOf(given: readonly string[], scenario: readonly string[]): readonly Objective[] {
  const objectives = given.length > 0 ? given.map(givenObjective) : ofScenario(scenario)
  if (objectives.some(({ measure }) => measure === 'latency')) return objectives
  throw reportError({
    code: 'CAPACITY_WITHOUT_LATENCY',
    where: given.length > 0 ? '--slo' : 'objectives',
    what: 'no objective of latency',
    why: 'a rate is carried as long as its answers come in time: without a limit there is no knee',
    fix: 'give one: --slo "p99 < 100ms"',
  })
}

/** Requests that a trial needs before every objective can be judged. */
export function samplesNeededBy(objectives: readonly Objective[]): number {
  const needed = objectives.map((objective) => {
    const { measure, quantile = 0.5 } = objective
    if (measure === 'latency') return samplesNeededFor(quantile)
    const target = limitOf(objective) / 100
    return measure === 'availability' && target > 0 && target < 1 ? samplesNeededFor(target) : 1
  })
  return Math.max(...needed)
}

function givenObjective(text: string, index: number): Objective {
  const where = `--slo ${index + 1}`
  const objective = parsed(text.replace(/^\s*(p\d[\d.]*)\s*(?=[<>=])/i, '$1(latency) '), where)
  const isOfTrials = measuresOfTrials.some((name) => name === objective.measure)
  const isRelative = objective.limit.kind === 'relative'
  if (isOfTrials && objective.phase === undefined && !isRelative) return objective
  throw reportError({
    code: 'CAPACITY_OTHER_OBJECTIVE',
    where: `${where} "${text}"`,
    what: whatIsMissing(objective, isOfTrials),
    why: `nothing goes wrong in a trial; it can be held to ${measuresOfTrials.join(', ')}`,
    fix: 'write it as in: --slo "p99 < 100ms" --slo "availability >= 99.9%"',
  })
}

function whatIsMissing({ measure, limit }: Objective, isOfTrials: boolean): string {
  if (!isOfTrials) return `a trial has no ${measure}`
  return limit.kind === 'relative' ? 'a trial has no baseline run' : 'a trial has no phases'
}

function parsed(text: string, where: string): Objective {
  try {
    return parseObjective(text)
  } catch (error) {
    throw error instanceof GatedrillError ? error.within(where) : error
  }
}

/** Of a time without a fault, where there are such; after the fault is such a time too. */
function ofScenario(texts: readonly string[]): readonly Objective[] {
  const all = texts
    .map(parseObjective)
    .filter(({ measure }) => measure === 'latency' || measure === 'availability')
    // A share of a baseline run is no limit of a trial.
    .filter(({ limit }) => limit.kind === 'number')
  const calm = all.filter(({ phase }) => phase === undefined || phase === 'before')
  const chosen = calm.some(({ measure }) => measure === 'latency')
    ? calm
    : all.filter(({ phase }) => phase !== 'during' && phase !== 'recovery')
  const keyOf = ({ measure, quantile }: Objective) => `${measure} ${quantile ?? ''}`
  return [...new Set(chosen.map(keyOf))].map((key) => {
    const strictest = chosen
      .filter((objective) => keyOf(objective) === key)
      .reduce((a, b) => (isStricter(b, a) ? b : a))
    const { phase: _, ...objective } = strictest
    return { ...objective, text: strictest.text.replace(/\s+(before|after) fault\s*$/, '') }
  })
}

function isStricter(a: Objective, b: Objective): boolean {
  return a.measure === 'availability' ? limitOf(a) > limitOf(b) : limitOf(a) < limitOf(b)
}
