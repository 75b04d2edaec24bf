import { z } from 'zod'

export const capacityFormat = 'gatedrill-capacity-1'

const rate = z.number().nonnegative()
const share = z.number()
/** Milliseconds; `never` of a request without a good answer, absent without any. */
const latency = z.union([z.number(), z.literal('never')]).optional()

const judgementSchema = z.strictObject({
  objective: z.string(),
  verdict: z.enum(['pass', 'fail', 'inconclusive']),
  measured: z.union([z.number(), z.literal('infinite')]).optional(),
  limit: z.number().optional(),
  unit: z.enum(['ms', '%', 'count']),
  samples: z.number(),
})

const trialSchema = z.strictObject({
  ratePerS: rate,
  durationS: z.number().describe('of the judged part; a warm-up came before'),
  verdict: z.enum(['pass', 'fail', 'unclear']),
  why: z.string(),
  offered: z.number(),
  ok: z.number(),
  rejected: z.number(),
  failed: z.number(),
  unknown: z.number(),
  notSent: z.number(),
  goodputPerS: rate.describe('good answers'),
  p50Ms: latency,
  p99Ms: latency,
  growthShare: share.describe('how much more came than went, as a share of what came'),
  latenessP99Ms: z.number().describe('how late the generator started requests'),
  processors: z.number().describe('in use by all instances together'),
  residentMb: z.number().describe('held by all instances together'),
  machineBusyShare: share.optional(),
  machineOtherShare: share.optional().describe('of processes that are not of this run'),
  objectives: z.array(judgementSchema),
})

const spreadSchema = z.strictObject({
  meanMs: z.number(),
  p50Ms: z.number(),
  p99Ms: z.number(),
})

const unitsSchema = z.strictObject({
  units: z.number().int().positive(),
  end: z
    .enum(['settled', 'unsettled', 'below-lowest', 'above-highest', 'unclear', 'out-of-time'])
    .describe('how the search ended; only settled and unsettled know the knee'),
  why: z.string().optional(),
  knee: z
    .strictObject({ ratePerS: rate, lowPerS: rate, highPerS: rate })
    .optional()
    .describe('the greatest rate that is carried, and the interval that holds it with 95 %'),
  carriedPerS: rate.describe('the highest rate that passed; 0: none did'),
  atKnee: z
    .strictObject({
      ratePerS: rate.describe('of the passed trial next to the knee'),
      processorsPerUnit: z.number(),
      residentMbPerUnit: z.number(),
      split: z
        .strictObject({
          requests: z.number(),
          gateway: spreadSchema.describe('in instances, without their backends'),
          backend: spreadSchema.describe('connect, send, wait and receive, as instances saw it'),
          elsewhereMeanMs: z.number().describe('what the mean client waited beside that'),
        })
        .optional(),
    })
    .optional(),
  trials: z.array(trialSchema),
})

const lawSchema = z.strictObject({
  gammaPerS: rate.describe('what one unit would carry alone'),
  alpha: z.number().describe('contention'),
  beta: z.number().describe('coherency'),
  peakUnits: z.number().optional().describe('beyond it more units carry less'),
  residualShare: share,
})

const optionSchema = z.strictObject({
  name: z.string(),
  survives: z.enum(['nothing', 'one zone', 'one region', 'one zone or one region']),
  regions: z.number(),
  zones: z.number(),
  redundancy: z.enum(['automatic', 'zone-redundant']),
  unitsPerRegion: z.number().optional().describe('absent: the tier does not allow it'),
  unitsInAll: z.number().optional(),
  useAtPeak: share.optional(),
  useAfterLoss: share.optional().describe('of what is left in the busiest region'),
  sla: z
    .strictObject({ percent: z.number(), downMinutesPerMonth: z.number() })
    .optional()
    .describe('declared by the service, and not measured'),
  pricePerMonth: z.number().optional(),
  note: z.string().optional(),
})

const planSchema = z.strictObject({
  peakPerS: rate,
  perUnit: z
    .enum(['measured', 'law', 'multiple'])
    .describe('where units beyond the measured are from'),
  options: z.array(optionSchema),
  today: z
    .strictObject({
      units: z.number(),
      carriedPerS: rate,
      useAtPeak: share,
      useAfterZone: share.optional(),
      useAfterRegion: share.optional(),
    })
    .describe('the units of the scenario as it stands'),
  autoscale: z
    .strictObject({
      isInTier: z.boolean(),
      rule: z.strictObject({
        windowMin: z.number(),
        thresholdPercent: z.number(),
        unitsAdded: z.number(),
        cooldownMin: z.number(),
        takesMin: z.number(),
        unitsMax: z.number(),
        source: z.enum(['scenario', 'advice']),
      }),
      fromPerS: rate,
      gaps: z.array(
        z.strictObject({
          riseMin: z.number(),
          beyond: z.number(),
          beyondShare: share,
          carriedAfterMin: z.number().optional(),
          units: z.number(),
        }),
      ),
    })
    .describe(
      'what comes beyond capacity until autoscale has caught up, in minutes of the platform',
    ),
  slaSource: z.string(),
})

/** `capacity.json`: what units of a scenario were found to carry, and what follows from it. */
export const capacitySchema = z.strictObject({
  format: z.literal(capacityFormat),
  scenario: z.string(),
  tier: z.string(),
  verdict: z
    .enum(['pass', 'inconclusive'])
    .describe('pass: the knee of each unit count is known as well as was asked for'),
  why: z.string(),
  slo: z.array(z.string()),
  /** Requests per second that a unit's governor lets through; absent: this machine is measured. */
  governedPerUnitPerS: rate.optional(),
  goalShare: share.describe('half the interval that was asked for'),
  units: z.array(unitsSchema),
  law: lawSchema.optional(),
  lawDoubt: z.string().optional(),
  plan: planSchema.optional().describe('absent: nothing is known of any unit count'),
  remarks: z.array(z.string()),
  provenance: z.strictObject({
    command: z.string(),
    seed: z.number(),
    startedAt: z.string(),
    versions: z.record(z.string(), z.string()),
    host: z.strictObject({ cores: z.number(), memoryBytes: z.number(), system: z.string() }),
  }),
})

export type CapacityDocument = z.output<typeof capacitySchema>
export type MeasuredUnits = CapacityDocument['units'][number]
export type CapacityTrial = MeasuredUnits['trials'][number]

/** JSON Schema (2020-12) of `capacity.json`. */
export function capacityJsonSchema(): unknown {
  return {
    ...z.toJSONSchema(capacitySchema, { target: 'draft-2020-12' }),
    $id: 'https://gatedrill.dev/capacity.schema.json',
    title: 'Capacity',
  }
}
