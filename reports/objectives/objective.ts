import type { Evidence } from '../evidence.ts'
import type { Part } from '../parts.ts'
import type { Phase } from '../phases.ts'

export type Operator = '<' | '<=' | '>' | '>=' | '='
export type Unit = 'ms' | '%' | 'count'

/**
 * A number with the unit that it was given or converted to, the bound that theory gives, or a share
 * of what a baseline run measured.
 */
export type Limit =
  | { readonly kind: 'number'; readonly value: number; readonly unit: Unit }
  | { readonly kind: 'bound' }
  | { readonly kind: 'relative'; readonly percent: number }

/** How far a rate looks back: so long in the run, or as much of it as that is of `ofMs`. */
export type Window = { readonly lookBackMs: number; readonly ofMs?: number }

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
  /** 99.9 of `budget_used(99.9%)`. */
  readonly targetPercent?: number
  readonly window?: Window
  readonly operator: Operator
  readonly limit: Limit
  /**
   * Stricter than the limit and in its unit, or in percent of the baseline run like it: what holds
   * the limit and not this is a warning.
   */
  readonly warn?: number
  /** Absent: the whole load. */
  readonly phase?: Phase
  /** Only requests of these; absent: all. */
  readonly parts?: readonly Part[]
  /** How much it counts in the score; absent: not at all. */
  readonly weight?: number
}

/**
 * `warn` holds, with less to spare than was wished: for a run it counts as a pass. `not-claimed` had
 * nothing to be held against, and counts as nothing.
 */
export const judgementVerdicts = ['pass', 'warn', 'fail', 'inconclusive', 'not-claimed'] as const
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
  readonly interval?: Interval
  /** What its limit is a share of: what the baseline measured, over so many runs. */
  readonly baseline?: {
    readonly measured: number
    readonly interval?: Interval
    readonly runs: number
  }
  readonly weight?: number
  /** True when its limit does not hold, and a score decides what comes of that. */
  readonly isOutside?: boolean
  /** Absent: a machine that was taken from the run for a while is no excuse. */
  readonly bad?: Bad
}

/**
 * What of a judged time was bad: a share of its requests, of which so much may be, or stretches of it
 * (microseconds of the run's clock) that would have to be good. Half seconds in which others had the
 * machine are held against it.
 */
export type Bad =
  | { readonly share: number; readonly allowedShare: number }
  | { readonly spans: readonly { readonly fromUs: number; readonly toUs: number }[] }

type Interval = { readonly low: number; readonly high: number }

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
  /** Then a line has a target in parentheses, and of a rate how far it looks back. */
  readonly ofBudget?: 'share' | 'rate'
  /** True when it is judged from other objectives, and so after them. */
  readonly isOfOthers?: boolean
  judge(objective: Objective, evidence: Evidence): Judgement
}

export function defineMeasure(measure: Measure): Measure {
  return measure
}

/** A judgement of a measured number against the objective's own limit. */
export function judged(
  objective: Objective,
  measured: number,
  rest: Pick<Judgement, 'unit' | 'why' | 'samples' | 'interval' | 'bad'>,
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

/** There is nothing that it could be held against. */
export function notClaimed(objective: Objective, why: string): Judgement {
  // A warning level is a share of the same nothing.
  const { warn: _, ...head } = headOf(objective)
  return { ...head, verdict: 'not-claimed', unit: 'count', samples: 0, why }
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

function headOf({ text, measure, phase, warn, weight }: Objective) {
  return {
    objective: text,
    measure,
    ...(phase === undefined ? {} : { phase }),
    ...(warn === undefined ? {} : { warn }),
    ...(weight === undefined ? {} : { weight }),
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
