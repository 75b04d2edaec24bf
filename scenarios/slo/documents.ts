import { z } from 'zod'
import { sloOperators } from './schema.ts'

/* OpenSLO v1 as its files have it. What a report does not need is let be. */

export const apiVersion = 'openslo/v1'

const name = z.string().min(1)
const metadata = z.looseObject({ name, displayName: z.string().optional() })

/** `28d`, `1h30m` in parts: `1h`. Source: OpenSLO v1, Duration-shorthand. */
export const durationSchema = z
  .string()
  .regex(/^\d+[mhdwMQY]$/, 'a duration as of OpenSLO: 5m, 1h, 28d, 4w')

const metricSource = z.looseObject({
  metricSourceRef: z.string().optional(),
  type: z.string().optional(),
  spec: z.unknown().optional(),
})
const metric = z.looseObject({ metricSource })

const indicatorSpec = z.looseObject({
  ratioMetric: z
    .looseObject({
      counter: z.boolean().optional(),
      good: metric.optional(),
      bad: metric.optional(),
      total: metric.optional(),
      raw: metric.optional(),
      rawType: z.string().optional(),
    })
    .optional(),
  thresholdMetric: metric.optional(),
})
export type IndicatorSpec = z.output<typeof indicatorSpec>

export const sliDocument = z.looseObject({
  apiVersion: z.literal(apiVersion),
  kind: z.literal('SLI'),
  metadata,
  spec: indicatorSpec,
})
export type SliDocument = z.output<typeof sliDocument>

const inlineIndicator = z.looseObject({ metadata: metadata.optional(), spec: indicatorSpec })

const objective = z
  .looseObject({
    displayName: z.string().optional(),
    op: z.enum(sloOperators).optional(),
    value: z.number().optional(),
    target: z.number().min(0).lt(1).optional(),
    targetPercent: z.number().min(0).lt(100).optional(),
    timeSliceTarget: z.number().gt(0).max(1).optional(),
    timeSliceWindow: durationSchema.optional(),
    indicator: inlineIndicator.optional(),
    indicatorRef: z.string().optional(),
    compositeWeight: z.number().positive().optional(),
  })
  .refine(
    ({ target, targetPercent }) => (target === undefined) !== (targetPercent === undefined),
    'either target (0 to 1) or targetPercent (0 to 100)',
  )
export type SloObjectiveDocument = z.output<typeof objective>

export const sloDocument = z.looseObject({
  apiVersion: z.literal(apiVersion),
  kind: z.literal('SLO'),
  metadata,
  spec: z.looseObject({
    indicator: inlineIndicator.optional(),
    indicatorRef: z.string().optional(),
    timeWindow: z.array(z.looseObject({ duration: durationSchema })).length(1),
    budgetingMethod: z.enum(['Occurrences', 'Timeslices', 'RatioTimeslices']),
    objectives: z.array(objective).min(1),
    alertPolicies: z
      .array(
        z.union([z.string(), z.looseObject({ alertPolicyRef: z.string() }), z.looseObject({})]),
      )
      .default([]),
  }),
})
export type SloDocument = z.output<typeof sloDocument>

const conditionSpec = z.looseObject({
  condition: z.looseObject({
    kind: z.literal('burnrate'),
    op: z.enum(sloOperators).optional(),
    threshold: z.number().positive(),
    lookbackWindow: durationSchema,
    alertAfter: durationSchema.optional(),
  }),
})
export type ConditionSpec = z.output<typeof conditionSpec>

export const conditionDocument = z.looseObject({
  apiVersion: z.literal(apiVersion),
  kind: z.literal('AlertCondition'),
  metadata,
  spec: conditionSpec,
})

export const policyDocument = z.looseObject({
  apiVersion: z.literal(apiVersion),
  kind: z.literal('AlertPolicy'),
  metadata,
  spec: z.looseObject({
    conditions: z.array(
      z.union([
        z.looseObject({ conditionRef: z.string() }),
        z.looseObject({ kind: z.literal('AlertCondition'), metadata, spec: conditionSpec }),
      ]),
    ),
  }),
})
export type PolicyDocument = z.output<typeof policyDocument>

/** Kinds that say nothing that a report could judge. */
export const otherKinds = ['Service', 'DataSource', 'AlertNotificationTarget'] as const

const secondsOf: Readonly<Record<string, number>> = {
  m: 60,
  h: 3_600,
  d: 86_400,
  w: 604_800,
  M: 30 * 86_400,
  Q: 91 * 86_400,
  Y: 365 * 86_400,
}

/** A duration of OpenSLO in seconds; a month counts as 30 days. */
export function durationS(text: string): number {
  return Number(text.slice(0, -1)) * (secondsOf[text.slice(-1)] ?? Number.NaN)
}
