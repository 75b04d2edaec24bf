import type { AutoscaleProfile, AutoscaleRule } from '../../scenarios/schema/autoscale.ts'
import { fires, metricOf, type Sample } from './metric-window.ts'

export type Evaluated = {
  readonly profile: AutoscaleProfile
  /** Newer than every rule's window, at least. */
  readonly samples: readonly Sample[]
  /** Units there are now. */
  readonly units: number
  /** Units come and go in multiples of it: the zones of a zone-redundant service, else 1. */
  readonly step: number
  /** Of the platform's clock. */
  readonly nowMs: number
  /** One timer for all rules: until then none fires. */
  readonly quietUntilMs: number
}

/** What one evaluation comes to; the reason is for the event ledger. */
export type Decision =
  | { readonly kind: 'stay'; readonly why: string }
  | {
      readonly kind: 'scale'
      readonly to: number
      readonly why: string
      /** How long no rule fires from now on; absent: no rule fired. */
      readonly cooldownMs?: number
      /** The step that the rule asked for would have led back out: it was made smaller. */
      readonly isAdjusted?: true
    }
  /** Scaling in would lead back out. */
  | { readonly kind: 'flapping'; readonly to: number; readonly why: string }

/** Source: Azure Monitor, understand autoscale settings: the job runs every 30 to 60 seconds. */
export const evaluationMs = 45_000

/**
 * One evaluation of an autoscale profile. Limits come first; metrics that cannot be read scale out
 * to the default, never in; then any rule that fires outwards, and only if none does and all that
 * point inwards fire, the smallest step in. Source: Azure Monitor, understand autoscale settings;
 * best practices for autoscale; flapping.
 */
export function evaluate(evaluated: Evaluated): Decision {
  const { profile, units, nowMs, samples, quietUntilMs } = evaluated
  const { minimum, maximum, default: fallback } = profile.capacity
  if (units < minimum) return { kind: 'scale', to: minimum, why: `below the minimum ${minimum}` }
  if (units > maximum) return { kind: 'scale', to: maximum, why: `above the maximum ${maximum}` }
  const read = profile.rules.map((rule) => ({
    rule,
    value: metricOf(rule.metricTrigger, samples, nowMs),
  }))
  const readings = read.flatMap(({ rule, value }) => (value === undefined ? [] : [{ rule, value }]))
  if (readings.length < read.length) {
    if (units >= fallback) return { kind: 'stay', why: 'metrics cannot be read' }
    return { kind: 'scale', to: fallback, why: `metrics cannot be read: default ${fallback}` }
  }
  if (nowMs < quietUntilMs) return { kind: 'stay', why: 'cooling down' }
  return decide(readings, evaluated)
}

type Reading = { readonly rule: AutoscaleRule; readonly value: number }

function decide(readings: readonly Reading[], evaluated: Evaluated): Decision {
  const { profile, units } = evaluated
  const { minimum, maximum } = profile.capacity
  const fired = readings.filter(({ rule, value }) => fires(rule.metricTrigger, value))
  const outwards = fired.filter(({ rule }) => rule.scaleAction.direction === 'Increase')
  const [out] = byResult(outwards, evaluated)
  if (out !== undefined) {
    const to = Math.min(out.to, maximum)
    if (to <= units) return { kind: 'stay', why: `no more units than there are: ${out.why}` }
    return { kind: 'scale', to, why: out.why, cooldownMs: out.cooldownMs }
  }
  const inwards = readings.filter(({ rule }) => rule.scaleAction.direction === 'Decrease')
  if (inwards.length === 0 || !inwards.every((one) => fired.includes(one))) {
    return { kind: 'stay', why: 'no rule fires' }
  }
  // The highest result is the smallest step in.
  const [least] = byResult(inwards, evaluated)
  if (least === undefined) return { kind: 'stay', why: 'no rule fires' }
  const wanted = Math.max(least.to, minimum)
  if (wanted >= units) return { kind: 'stay', why: `no fewer units than there are: ${least.why}` }
  return stepIn(wanted, least, readings, evaluated)
}

/** As far in as does not lead back out at once. */
function stepIn(
  wanted: number,
  { why, cooldownMs }: Result,
  readings: readonly Reading[],
  { units, step }: Evaluated,
): Decision {
  for (let to = wanted; to < units; to += step) {
    if (leadsOut(readings, units, to)) continue
    return { kind: 'scale', to, why, cooldownMs, ...(to === wanted ? {} : { isAdjusted: true }) }
  }
  return { kind: 'flapping', to: wanted, why: `${why}; with ${wanted} units it would scale out` }
}

/** The same load on fewer units, as the outward rules would see it. */
function leadsOut(readings: readonly Reading[], units: number, to: number): boolean {
  return readings.some(
    ({ rule: { metricTrigger, scaleAction }, value }) =>
      scaleAction.direction === 'Increase' && fires(metricTrigger, (value * units) / to),
  )
}

type Result = { readonly to: number; readonly why: string; readonly cooldownMs: number }

/** What each rule would come to, the most units first. */
function byResult(readings: readonly Reading[], { units, step }: Evaluated): readonly Result[] {
  return readings
    .map(({ rule: { metricTrigger, scaleAction }, value }) => {
      const { metricName, operator, threshold } = metricTrigger
      const why = `${metricName} ${+value.toFixed(1)} ${operator} ${threshold}`
      return { to: resultOf(scaleAction, units, step), why, cooldownMs: scaleAction.cooldown }
    })
    .toSorted((a, b) => b.to - a.to)
}

function resultOf(
  { direction, type, value }: AutoscaleRule['scaleAction'],
  units: number,
  step: number,
): number {
  if (type === 'ExactCount') return value
  // Assumed: a share of less than a unit is one.
  const change = type === 'ChangeCount' ? value : Math.max(1, Math.round((units * value) / 100))
  const to = direction === 'Increase' ? units + change : units - change
  // A part of a step is not to be had; more units than were asked for do no harm.
  return Math.ceil(to / step) * step
}
