import { z } from 'zod'
import { confidences, failureCauses, failureLayers } from './attribution.ts'
import { composedSlaSchema } from './composed-sla.ts'
import { loadTimeNames } from './load-times.ts'
import { judgementVerdicts } from './objectives/objective.ts'
import { phases } from './phases.ts'
import { regionTurnKinds } from './region-turns.ts'
import { replaySchema } from './replay.ts'
import { verdicts } from './verdict.ts'

/** Marks `summary.json`; the version moves when a field changes its meaning or goes. */
export const summaryFormat = 'gatedrill-summary-1'

const count = z.number().int().nonnegative()
/** 0 to 1; absent where there was nothing to share. */
const share = z.number().optional()

const intervalSchema = z.object({
  low: z.union([z.number(), z.literal('infinite')]),
  high: z.union([z.number(), z.literal('infinite')]),
})

const objectiveSchema = z.object({
  objective: z.string().describe('as it stands in the scenario'),
  measure: z.string(),
  phase: z.enum(phases).optional().describe('absent: the whole load'),
  verdict: z
    .enum(judgementVerdicts)
    .describe('warn: it holds, past its warning level; not-claimed: nothing to hold it against'),
  measured: z
    .union([z.number(), z.literal('infinite')])
    .optional()
    .describe('in `unit`; infinite: never answered, detected or recovered'),
  limit: z.number().optional().describe('in `unit`'),
  warn: z.number().optional().describe('warning level, in `unit`'),
  margin: z
    .union([z.number(), z.literal('infinite')])
    .optional()
    .describe('how far inside its limit the measured value is; negative outside'),
  unit: z.enum(['ms', '%', 'count']),
  why: z.string(),
  samples: count,
  interval: intervalSchema.optional().describe('each end is a one-sided 95 % bound'),
  baseline: z
    .object({
      measured: z.number().describe('in `unit`; of several runs their median'),
      runs: count,
      interval: intervalSchema.optional(),
    })
    .optional()
    .describe('what the limit is a share of: what the baseline runs measured'),
  weight: z.number().optional().describe('in the score; absent: it does not count there'),
  isOutside: z
    .boolean()
    .optional()
    .describe('true: its limit does not hold, and the score decides what comes of that'),
})

const checkSchema = z.object({
  name: z.string(),
  verdict: z
    .enum(['holds', 'broken', 'not-claimed'])
    .describe('not-claimed: its precondition did not hold, so that nothing was tested'),
  isRequired: z.boolean(),
  claim: z.string(),
  bound: z.string().describe('what is allowed, with the names of its terms'),
  why: z.string(),
  samples: count,
  observed: z.number().optional().describe('the worst that was seen, in `unit`'),
  allowed: z.number().optional().describe('the bound as a number, in `unit`'),
  unit: z.enum(['ms', '%', 'count']).optional(),
  first: z
    .object({
      requestId: z.number().optional(),
      atS: z.number().optional().describe('seconds of the load'),
      what: z.string(),
    })
    .optional()
    .describe('what broke it first'),
})

const faultSchema = z.object({
  id: z.string(),
  kind: z.string(),
  targets: z.array(z.string()),
  atS: z.number().describe('planned, seconds of the load'),
  applyingS: z.number().optional().describe('t0 of the command, seconds of the load'),
  provenS: z.number().optional().describe('t0: first proven effect'),
  detectedS: z.number().optional().describe('first target out of the load balancer'),
  undoingS: z.number().optional(),
  healedS: z.number().optional(),
  backS: z.number().optional().describe('last target back in the load balancer'),
  recoveryMs: z.union([z.number(), z.literal('infinite')]).optional(),
  undoneBy: z.enum(['schedule', 'lease', 'nobody']),
})

const steadySchema = z.object({
  isSteady: z.boolean().optional().describe('absent: the run ended before anybody looked'),
  tookMs: z.number().optional().describe('from the end of the load'),
  unsteady: z.array(z.string()).describe('what was wrong when time was up'),
  goodShare: z.number().optional().describe('of the requests of that phase, 0 to 1'),
  p99Ms: z.union([z.number(), z.literal('infinite')]).optional(),
})

const lossSchema = z.object({ ofKilled: count, unexplained: count })

/** `summary.json`: all that a machine may want to know of a drill. */
export const summarySchema = z.object({
  format: z.literal(summaryFormat),
  scenario: z.string(),
  verdict: z.enum(verdicts),
  exitCode: z.number().int(),
  why: z.string().describe('one sentence'),
  doubts: z.array(z.string()).describe('why the run is no basis for a verdict'),
  objectives: z.array(objectiveSchema),
  score: z
    .object({
      percent: z.number(),
      missed: z.number().describe('the weight of those that do not hold'),
      total: z.number().describe('the weight of all that have one'),
    })
    .optional()
    .describe('of the objectives with a weight; absent: none has one, or one cannot be told'),
  checks: z.array(checkSchema).describe('invariants, whatever the scenario asks for'),
  reconciliation: z.object({
    offered: count.describe('requests in the client ledgers'),
    scheduled: count.optional().describe('as the generators say; absent when they were cut short'),
    ok: count,
    rejected: count,
    failed: count,
    unknown: count,
    notSent: count,
    attempts: count,
    isExact: z.boolean(),
    broken: z.array(z.string()).describe('where the ledgers contradict each other'),
  }),
  served: z
    .object({
      all: share,
      before: share,
      during: share,
      recovery: share,
      after: share,
    })
    .optional()
    .describe('good answers among the requests that no limit rejected, in all and by phase'),
  retries: z
    .object({
      attempts: z.array(
        z.object({
          attempt: count,
          count,
          ok: count,
          rejected: count,
          failed: count,
          unknown: count,
          notSent: count,
          p50Ms: z.union([z.number(), z.literal('infinite')]).optional(),
          p99Ms: z.union([z.number(), z.literal('infinite')]).optional(),
        }),
      ),
      phases: z.array(z.object({ phase: z.string(), requests: count, attempts: count })),
    })
    .optional()
    .describe('attempts by number and by phase; absent: no client tried again'),
  unknown: z.object({ neverArrived: count, rejected: count, executed: count, arrivedOnly: count }),
  duplicates: z.object({ requests: count, byClient: count, byGateway: count }),
  phantoms: lossSchema,
  unwitnessed: lossSchema.describe('answered requests that no gateway ledger knows'),
  inFlight: z.object({ total: count, byFate: z.record(z.string(), count) }),
  attribution: z.array(
    z.object({
      layer: z.enum(failureLayers),
      policy: z.string(),
      scope: z.string(),
      status: count,
      outcome: z.string(),
      cause: z.enum(failureCauses),
      confidence: z.enum(confidences).optional().describe('how sure the cause is'),
      fault: z.string().optional().describe('that it may be the work of; several by commas'),
      count,
    }),
  ),
  statuses: z
    .array(
      z.object({
        status: count,
        edge: count,
        gateway: count,
        backendLeg: count,
        backend: count,
        policies: z.array(z.object({ policy: z.string(), scope: z.string(), count })),
      }),
    )
    .optional()
    .describe('answers that were not good, by status and by who made them'),
  faults: z.array(faultSchema),
  regionTurns: z
    .array(
      z.object({
        atS: z.number().describe('seconds of the load'),
        kind: z.enum(regionTurnKinds),
        region: z.string().optional().describe('absent: clients were told no region'),
        population: z.string().optional(),
      }),
    )
    .describe('failover and failback of regions, step by step'),
  steadyState: z.object({
    finding: z.string().describe('one sentence'),
    before: steadySchema,
    after: steadySchema,
  }),
  limits: z.array(
    z.object({
      region: z.string(),
      counter: z.string(),
      keyHash: z.string(),
      limit: z.number(),
      windowMs: z.number(),
      admittedMax: count,
      bound: z.number(),
    }),
  ),
  configurationLoss: z
    .array(
      z.object({
        afterMs: z.number().describe('from its publish to the death of the management plane'),
        revision: count,
        survivors: count.describe('instances that lived on'),
        held: count.describe('those of them that had it before the plane was back'),
        isLost: z.boolean().describe('no survivor has it'),
        diedAtS: z.number().describe('seconds of the load'),
      }),
    )
    .describe('acknowledged changes that a dying management plane put at risk'),
  restores: z
    .array(
      z.object({
        backup: z.string(),
        revision: count.describe('that was published with the restored configuration'),
        restoredAtS: z.number().describe('seconds of the load'),
        lostAtS: z.number().optional().describe('when the plane of the primary region was lost'),
        servedAtS: z.number().optional().describe('first request served with what was restored'),
        rtoMs: z.number().optional().describe('from the loss to that request'),
      }),
    )
    .describe('backups that were restored while the load ran'),
  ledgers: z.array(
    z.object({
      file: z.string(),
      records: count,
      tornBytes: count,
      gaps: count,
      damaged: count.optional().describe('records that are not what was written'),
      missing: count.optional().describe('records that were on the disk once and are gone'),
      problem: z.string().optional(),
    }),
  ),
  provenance: z.object({
    runId: z.string(),
    seed: z.number(),
    startedAt: z.string(),
    command: z.string(),
    versions: z.record(z.string(), z.string()),
    host: z.object({ cores: z.number(), memoryBytes: z.number(), system: z.string() }),
    scheduleDigests: z.array(z.string()),
    revision: z.object({ number: z.number(), checksum: z.string(), source: z.string() }),
  }),
  files: z.object({
    report: z.string(),
    summary: z.string(),
    junit: z.string(),
    markdown: z.string(),
    inFlight: z.string(),
    parquet: z.array(z.string()),
  }),
  loadTimes: z
    .array(
      z.object({
        name: z.enum(loadTimeNames),
        count,
        p50Ms: z.number(),
        p99Ms: z.number(),
        maxMs: z.number(),
      }),
    )
    .describe('where the time of attempts went; parts of one attempt add up to its response time'),
  sla: composedSlaSchema
    .optional()
    .describe('what the declared SLAs allow; absent: no backend declares one'),
  trace: replaySchema.optional().describe('the log that the load played again'),
  harness: z.object({
    startedPerS: z.number().optional().describe('requests; of those that were due, duePerS'),
    duePerS: z.number().optional(),
    latenessP99Ms: z.number().optional().describe('of starting requests, after the warm-up'),
    latenessMaxMs: z.number().optional(),
    latenessP99MaxMs: z.number().describe('past it the run is no basis for a verdict'),
    controllerLagMaxMs: z.number(),
    machineUse: z
      .object({
        processors: z.number(),
        busyShare: z.number().describe('of all processors while the load ran'),
        otherShare: z.number().describe('what other work than this run took of them'),
        stolenShare: z.number().optional().describe('what a hypervisor took, within otherShare'),
        taken: z
          .array(
            z.object({
              fromS: z.number().describe('of the load; negative in the warm-up'),
              untilS: z.number(),
              otherShare: z.number(),
              stolenShare: z.number(),
            }),
          )
          .optional()
          .describe('half seconds of a full machine that others had more than 20 % of'),
        explains: z
          .array(z.string())
          .optional()
          .describe('failed objectives: all that failed, when these half seconds explain it'),
      })
      .optional(),
  }),
})

export type Summary = z.infer<typeof summarySchema>

/** The published JSON Schema of `summary.json`. */
export function summaryJsonSchema(): unknown {
  return z.toJSONSchema(summarySchema)
}
