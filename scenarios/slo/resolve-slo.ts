import type { z } from 'zod'
import type { Problem } from '../../ledger/errors.ts'
import { scenarioErrorCodes, scenarioProblem } from '../errors.ts'
import type { FieldPath } from '../field-path.ts'
import {
  type ConditionSpec,
  durationS,
  type IndicatorSpec,
  type PolicyDocument,
  type SloDocument,
  type SloObjectiveDocument,
} from './documents.ts'
import { type Indicator, type Slo, selectorSchema, thresholdSchema } from './schema.ts'

/** What documents may refer to, by name. */
export type Library = {
  readonly slis: Map<string, IndicatorSpec>
  readonly policies: Map<string, PolicyDocument>
  readonly conditions: Map<string, ConditionSpec>
}

type At = (path: FieldPath) => string

/** An SLO with all that it refers to; undefined when something is wrong, which is then told. */
export function sloOf(
  { metadata, spec }: SloDocument,
  at: At,
  library: Library,
  problems: Problem[],
): Slo | undefined {
  const before = problems.length
  const resolver = new Resolver(at, library, problems)
  const own = resolver.indicatorOf(spec, ['spec'])
  const title = metadata.displayName ?? metadata.name
  const objectives = spec.objectives.map((objective, index) =>
    objectiveOf(objective, ['spec', 'objectives', index], { own, title, resolver, spec }),
  )
  const alerts = spec.alertPolicies.flatMap((policy, index) =>
    resolver.alertsOf(policy, ['spec', 'alertPolicies', index]),
  )
  if (problems.length > before) return undefined
  return {
    name: metadata.name,
    title,
    where: at([]),
    windowS: durationS(spec.timeWindow[0]?.duration ?? ''),
    method: spec.budgetingMethod,
    objectives: objectives.flatMap((objective) => objective ?? []),
    alerts,
  }
}

type Surroundings = {
  readonly own: Indicator | undefined
  readonly title: string
  readonly resolver: Resolver
  readonly spec: SloDocument['spec']
}

function objectiveOf(
  objective: SloObjectiveDocument,
  path: FieldPath,
  { own, title, resolver, spec }: Surroundings,
): Slo['objectives'][number] | undefined {
  const indicator = resolver.indicatorOf(objective, path) ?? own
  const { op, value, timeSliceTarget, timeSliceWindow, compositeWeight: weight } = objective
  const { budgetingMethod: method } = spec
  if (indicator === undefined) {
    resolver.tell(path, 'it has no indicator', 'add indicator or indicatorRef to it, or to spec')
    return undefined
  }
  if (indicator.kind === 'threshold' && (op === undefined || value === undefined)) {
    resolver.tell(
      path,
      'op and value are missing',
      'a thresholdMetric is held against: op: lt, value: 250',
    )
  }
  if (method !== 'Occurrences' && timeSliceWindow === undefined) {
    resolver.tell(path, 'timeSliceWindow is missing', `${method} needs it: timeSliceWindow: 1m`)
  }
  if (method === 'Timeslices' && indicator.kind === 'ratio' && timeSliceTarget === undefined) {
    resolver.tell(
      path,
      'timeSliceTarget is missing',
      'Timeslices of a ratio need it: timeSliceTarget: 0.99',
    )
  }
  // Through the decimal text: 99.9 / 100 is not 0.999 in binary.
  const target = objective.target ?? Number(`${objective.targetPercent}e-2`)
  return {
    title: objective.displayName ?? title,
    indicator,
    target,
    ...(op === undefined ? {} : { op }),
    ...(value === undefined ? {} : { value }),
    ...(timeSliceTarget === undefined ? {} : { timeSliceTarget }),
    ...(timeSliceWindow === undefined ? {} : { timeSliceWindowS: durationS(timeSliceWindow) }),
    ...(weight === undefined ? {} : { weight }),
  }
}

type WithIndicator = {
  readonly indicator?: { readonly spec: IndicatorSpec } | undefined
  readonly indicatorRef?: string | undefined
}

class Resolver {
  readonly #at: At
  readonly #library: Library
  readonly #problems: Problem[]

  constructor(at: At, library: Library, problems: Problem[]) {
    this.#at = at
    this.#library = library
    this.#problems = problems
  }

  tell(path: FieldPath, what: string, fix: string): void {
    this.#problems.push(
      scenarioProblem({
        code: scenarioErrorCodes.slo,
        where: this.#at(path),
        what,
        why: 'an SLO of OpenSLO v1 is judged from the requests of a run',
        fix,
      }),
    )
  }

  indicatorOf({ indicator, indicatorRef }: WithIndicator, path: FieldPath): Indicator | undefined {
    if (indicator !== undefined) return this.#read(indicator.spec, [...path, 'indicator', 'spec'])
    if (indicatorRef === undefined) return undefined
    const spec = this.#library.slis.get(indicatorRef)
    if (spec !== undefined) return this.#read(spec, [...path, 'indicatorRef'])
    this.tell(
      [...path, 'indicatorRef'],
      `there is no SLI ${indicatorRef}`,
      'add it to one of the files',
    )
    return undefined
  }

  alertsOf(policy: SloDocument['spec']['alertPolicies'][number], path: FieldPath): Slo['alerts'] {
    const name = typeof policy === 'string' ? policy : Object(policy).alertPolicyRef
    // A policy may stand in its place as well.
    const found = typeof name === 'string' ? this.#library.policies.get(name) : Object(policy)
    if (found === undefined) {
      this.tell(path, `there is no AlertPolicy ${name}`, 'add it to one of the files')
      return []
    }
    const conditions: PolicyDocument['spec']['conditions'] = found.spec?.conditions ?? []
    return conditions.flatMap((condition) => {
      const ref = Object(condition).conditionRef
      const spec: ConditionSpec | undefined =
        typeof ref === 'string' ? this.#library.conditions.get(ref) : Object(condition).spec
      if (spec === undefined) {
        this.tell(path, `there is no AlertCondition ${ref}`, 'add it to one of the files')
        return []
      }
      const { threshold, lookbackWindow } = spec.condition
      const title = typeof ref === 'string' ? ref : Object(condition).metadata?.name
      return [{ name: String(title ?? name), threshold, lookbackS: durationS(lookbackWindow) }]
    })
  }

  #read({ ratioMetric, thresholdMetric }: IndicatorSpec, path: FieldPath): Indicator | undefined {
    if (thresholdMetric !== undefined) {
      const own = [...path, 'thresholdMetric', 'metricSource', 'spec']
      const threshold = this.#parsed(thresholdSchema, thresholdMetric.metricSource, own)
      return threshold && { kind: 'threshold', threshold }
    }
    const { good, bad, total, raw } = ratioMetric ?? {}
    if (raw !== undefined || ratioMetric === undefined) {
      const what = raw === undefined ? 'it has no metric' : 'a raw ratio is no count of requests'
      this.tell(path, what, 'write ratioMetric with good (or bad) and total, or thresholdMetric')
      return undefined
    }
    if (total === undefined || (good === undefined) === (bad === undefined)) {
      this.tell(path, 'a ratio needs total, and one of good and bad', 'write both')
      return undefined
    }
    const of = (name: string, metric: typeof good) =>
      metric &&
      this.#parsed(selectorSchema, metric.metricSource, [
        ...[...path, 'ratioMetric', name],
        ...['metricSource', 'spec'],
      ])
    const all = of('total', total)
    if (all === undefined) return undefined
    if (bad !== undefined) return { kind: 'ratio', bad: of('bad', bad), total: all }
    return { kind: 'ratio', good: of('good', good), total: all }
  }

  #parsed<Schema extends z.ZodType>(
    schema: Schema,
    source: { readonly type?: string | undefined; readonly spec?: unknown },
    path: FieldPath,
  ): z.output<Schema> | undefined {
    if (source.type !== undefined && source.type !== 'gatedrill') {
      this.tell(
        path.slice(0, -1),
        `its metric is of ${source.type}`,
        'write type: gatedrill and, as its spec, which requests count',
      )
      return undefined
    }
    const result = schema.safeParse(source.spec ?? {})
    if (result.success) return result.data
    for (const { path: inner, message } of result.error.issues) {
      const field = inner.map((part) => (typeof part === 'symbol' ? String(part) : part))
      this.tell([...path, ...field], message, 'docs/slo.md has every field')
    }
    return undefined
  }
}
