import type { AutoscaleRule } from '../../scenarios/schema/autoscale.ts'

type Trigger = AutoscaleRule['metricTrigger']

/** What one instance showed at one time. */
export type Sample = {
  /** Of the platform's clock. */
  readonly atMs: number
  readonly instance: string
  readonly metric: Trigger['metricName']
  readonly value: number
}

/**
 * What a rule compares with its threshold at `nowMs`: over the instances for each grain, then over
 * the grains of the window. Undefined when there is nothing to read.
 * Source: Azure Monitor, understand autoscale settings (metricTrigger).
 */
export function metricOf(
  trigger: Trigger,
  samples: readonly Sample[],
  nowMs: number,
): number | undefined {
  const { metricName, timeGrain, timeWindow, statistic, timeAggregation } = trigger
  const grains = new Map<number, Sample[]>()
  for (const sample of samples) {
    const ageMs = nowMs - sample.atMs
    if (sample.metric !== metricName || ageMs < 0 || ageMs >= timeWindow) continue
    const grain = Math.floor(ageMs / timeGrain)
    grains.set(grain, [...(grains.get(grain) ?? []), sample])
  }
  // The oldest first, so that `Last` is the last.
  const ages = [...grains.keys()].toSorted((a, b) => b - a)
  const series = ages.map((age) => {
    const values = (grains.get(age) ?? []).map(({ value }) => value)
    return over(statistic, values)
  })
  if (series.length === 0) return undefined
  const value = over(timeAggregation, series)
  return trigger.dividePerInstance ? value / instancesIn(grains.get(ages.at(-1) ?? 0)) : value
}

function instancesIn(samples: readonly Sample[] = []): number {
  return Math.max(1, new Set(samples.map(({ instance }) => instance)).size)
}

function over(
  how: Trigger['statistic'] | Trigger['timeAggregation'],
  values: readonly number[],
): number {
  const total = values.reduce((sum, value) => sum + value, 0)
  switch (how) {
    case 'Average':
      return total / values.length
    case 'Min':
    case 'Minimum':
      return Math.min(...values)
    case 'Max':
    case 'Maximum':
      return Math.max(...values)
    case 'Sum':
    case 'Total':
      return total
    case 'Count':
      return values.length
    case 'Last':
      return values.at(-1) ?? 0
  }
}

/** Whether a value fires the rule. */
export function fires({ operator, threshold }: Trigger, value: number): boolean {
  switch (operator) {
    case 'Equals':
      return value === threshold
    case 'NotEquals':
      return value !== threshold
    case 'GreaterThan':
      return value > threshold
    case 'GreaterThanOrEqual':
      return value >= threshold
    case 'LessThan':
      return value < threshold
    case 'LessThanOrEqual':
      return value <= threshold
  }
}
