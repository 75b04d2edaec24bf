import type { Registry } from 'prom-client'
import { Counter, Gauge } from './prometheus.ts'

/** Adds one value to a metric; the dimensions' values in the order of their names. */
export type Emit = (value: number, dimensions: readonly string[]) => void

/** Metrics that policies make up, kept over revisions. */
export type CustomMetrics = {
  /** To be called when a policy is compiled. */
  metric(namespace: string, name: string, dimensions: readonly string[]): Emit
}

export const ignoredMetrics: CustomMetrics = { metric: () => () => undefined }

// Values of dimensions come from requests, so what is kept must have an end; what is past it is
// counted under one value for all. Source: Application Insights keeps a limit of its own.
const seriesMax = 1_000
const pastLimit = 'DIMENSION-CAPPED'
const familiesMax = 500

type Family = { readonly emit: Emit }

/**
 * Keeps the number and the sum of the values of each metric, as `<namespace>_<name>_count` and
 * `_sum` of Prometheus, by dimension.
 */
export function prometheusMetrics(registry: Registry): CustomMetrics {
  const families = new Map<string, Family>()
  return {
    metric(namespace, name, dimensions) {
      const labels = dimensions.map(labelOf)
      const base = baseNameOf(namespace, name)
      const key = [base, ...labels].join('\n')
      const known = families.get(key)
      if (known !== undefined) return known.emit
      // Names may come from expressions too.
      if (families.size >= familiesMax) return ignoredMetrics.metric(namespace, name, dimensions)
      // Prometheus has one set of labels for a name: others get a number behind it.
      const sameName = [...families.keys()].filter((one) => one.split('\n')[0] === base).length
      const metricName = sameName === 0 ? base : `${base}_${sameName + 1}`
      const family = newFamily(registry, metricName, `${namespace}: ${name}`, labels)
      families.set(key, family)
      return family.emit
    },
  }
}

function newFamily(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly string[],
): Family {
  const settings = { labelNames: [...new Set(labelNames)], registers: [registry] }
  const count = new Counter({ name: `${name}_count`, help: `${help}, how many`, ...settings })
  // A sum may go down: values may be negative.
  const sum = new Gauge({ name: `${name}_sum`, help: `${help}, added up`, ...settings })
  const seen = new Set<string>()
  return {
    emit(value, given) {
      if (!Number.isFinite(value)) return
      const key = given.join('\n')
      const isKept = seen.has(key) || seen.size < seriesMax
      if (isKept) seen.add(key)
      const labels = Object.fromEntries(
        labelNames.map((label, index) => [label, isKept ? (given[index] ?? '') : pastLimit]),
      )
      count.inc(labels)
      sum.inc(labels, value)
    },
  }
}

/** Letters, digits and `_`; Prometheus allows no other, and `:` is for its own rules. */
function wordsOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
}

function baseNameOf(namespace: string, name: string): string {
  const text = [wordsOf(namespace), wordsOf(name)].filter((part) => part !== '').join('_')
  return /^[a-z]/.test(text) ? text : `metric_${text}`
}

function labelOf(dimension: string): string {
  const text = wordsOf(dimension)
  return /^[a-z]/.test(text) ? text : `dimension_${text}`
}
