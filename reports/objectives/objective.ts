import type { Evidence } from '../evidence.ts'
import type { Part } from '../parts.ts'
import type { Phase } from '../phases.ts'

export type Operator = '<' | '<=' | '>' | '>=' | '='
export type Unit = 'ms' | '%' | 'count'

/** A number with the unit that it was given or converted to, or the bound that theory gives. */
export type Limit =
  | { readonly kind: 'number'; readonly value: number; readonly unit: Unit }
  | { readonly kind: 'bound' }

/** One line that can pass or fail, read from its text. */
export type Objective = {
  /** As it stands in the scenario. */
  readonly text: string
  /** Key of the registry: `latency`, `lost`. */
  readonly measure: string
  /** What stands in parentheses: `config` of `lost(config)`. */
  readonly argument?: string
  /** 0.99 of `p99(latency)`. */
  readonly quantile?: number
  readonly operator: Operator
  readonly limit: Limit
  /** Stricter than the limit and in its unit: what holds the limit and not this is a warning. */
  readonly warn?: number
  /** Absent: the whole load. */
  readonly phase?: Phase
  /** Only requests of these; absent: all. */
  readonly parts?: readonly Part[]
}

/** `warn` holds, with less to spare than was wished: for a run it counts as a pass. */
export const judgementVerdicts = ['pass', 'warn', 'fail', 'inconclusive'] as const
export type JudgementVerdict = (typeof judgementVerdicts)[number]

/** What came of one objective. Numbers are in `unit`; absent when nothing could be measured. */
export type Judgement = {
  readonly objective: string
  readonly measure: string
  readonly phase?: Phase
  readonly verdict: JudgementVerdict
  /** May be infinite: what never came back took forever. */
  readonly measured?: number
  readonly limit?: number
  /** The warning level of the objective. */
  readonly warn?: number
  /** How far inside its limit the measured value is; negative outside. */
  readonly margin?: number
  readonly unit: Unit
  readonly why: string
  readonly samples: number
  /** Both ends are one-sided 95 % bounds. */
  readonly interval?: { readonly low: number; readonly high: number }
}

/** One measure that objectives can be about: what its lines may say, and how it is judged. */
export type Measure = {
  readonly name: string
  /** Complete lines, for help and documents. */
  readonly examples: readonly [string, ...string[]]
  readonly about: string
  /** Allowed in parentheses; absent: no parentheses. */
  readonly arguments?: readonly string[]
  /** True when a line is about a quantile: `p99(latency)`. */
  readonly hasQuantile?: boolean
  readonly operators: readonly Operator[]
  readonly limits: readonly (Unit | 'bound')[]
  /** True when it may be more than all: a limit admits three times as many, 200 % beyond itself. */
  readonly mayExceedAll?: boolean
  /** Then a line may end with a phase, and with a part of the load. */
  readonly isOfRequests: boolean
  /** True when a line says nothing without a part of the load. */
  readonly needsPart?: boolean
  judge(objective: Objective, evidence: Evidence): Judgement
}

export function defineMeasure(measure: Measure): Measure {
  return measure
}

/** A judgement of a measured number against the objective's own limit. */
export function judged(
  objective: Objective,
  measured: number,
  rest: Pick<Judgement, 'unit' | 'why' | 'samples' | 'interval'>,
  limit = limitOf(objective),
): Judgement {
  const { operator } = objective
  const distance = operator === '>' || operator === '>=' ? measured - limit : limit - measured
  return {
    ...headOf(objective),
    verdict: verdictFor(objective, measured, limit),
    measured,
    limit,
    margin: operator === '=' ? 0 - Math.abs(distance) : distance,
    ...rest,
  }
}

/** "Cannot say", which is never a pass. */
export function inconclusive(
  objective: Objective,
  unit: Unit,
  samples: number,
  why: string,
): Judgement {
  const { limit } = objective
  return {
    ...headOf(objective),
    verdict: 'inconclusive',
    unit,
    samples,
    why,
    ...(limit.kind === 'number' ? { limit: limit.value } : {}),
  }
}

/** The number of a limit that is one; the grammar lets `bound` through only where it is known. */
export function limitOf({ limit }: Objective): number {
  return limit.kind === 'number' ? limit.value : Number.NaN
}

function headOf({ text, measure, phase, warn }: Objective) {
  return {
    objective: text,
    measure,
    ...(phase === undefined ? {} : { phase }),
    ...(warn === undefined ? {} : { warn }),
  }
}

function verdictFor({ operator, warn }: Objective, measured: number, limit: number) {
  if (!holds(operator, measured, limit)) return 'fail'
  return warn === undefined || holds(operator, measured, warn) ? 'pass' : 'warn'
}

function holds(operator: Operator, measured: number, limit: number): boolean {
  switch (operator) {
    case '<':
      return measured < limit
    case '<=':
      return measured <= limit
    case '>':
      return measured > limit
    case '>=':
      return measured >= limit
    case '=':
      return measured === limit
  }
}
