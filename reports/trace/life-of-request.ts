import { z } from 'zod'
import { idsOf } from '../../ledger/ids.ts'
import { reportError } from '../errors.ts'
import { attemptSteps } from './client-steps.ts'
import { faultSteps } from './fault-steps.ts'
import { serverSteps } from './server-steps.ts'
import type { Step, WitnessTables } from './step.ts'

const requestSchema = z.object({
  requestId: z.number(),
  attempts: z.number(),
  intendedAtUs: z.number(),
  endedAtUs: z.number().optional(),
  population: z.string(),
  operation: z.string(),
  outcome: z.string(),
  failure: z.string(),
  status: z.number(),
  phase: z.string().optional(),
  zone: z.string().optional(),
  executions: z.number(),
})

const explanationSchema = z.object({
  layer: z.string(),
  cause: z.string(),
  policy: z.string(),
  scope: z.string(),
  reason: z.string(),
})

/** All that the ledgers of a run know of one request, in the order of its instants. */
export type RequestLife = {
  readonly request: z.infer<typeof requestSchema>
  /** Absent for one that was ok. */
  readonly explanation?: z.infer<typeof explanationSchema>
  /** When the load began, on the clock of the steps. */
  readonly loadStartUs: number
  readonly steps: readonly Step[]
}

/**
 * The life of a request by its id, or by a traceparent or trace id of this run. Throws
 * RUN_REQUEST_UNKNOWN.
 */
export async function lifeOfRequest(tables: WitnessTables, asked: string): Promise<RequestLife> {
  const [run] = await tables.rows(
    'SELECT run_id AS "runId", load_start_us AS "loadStartUs" FROM run',
    z.object({ runId: z.string(), loadStartUs: z.number() }),
  )
  const requestId = requestIdOf(asked, run?.runId ?? '')
  const [request] =
    requestId === undefined ? [] : await tables.rows(requestSql(requestId), requestSchema)
  if (request === undefined || run === undefined) throw await unknownRequest(tables, asked)
  const [explanation] = await tables.rows(
    `SELECT layer, cause, policy, scope, reason FROM explanations
      WHERE request_id = ${request.requestId}`,
    explanationSchema,
  )
  const steps = [
    ...(await attemptSteps(tables, request.requestId)),
    ...(await serverSteps(tables, request.requestId)),
  ]
  const untilUs = Math.max(request.intendedAtUs, ...steps.map(({ atUs }) => atUs))
  const around = await faultSteps(tables, { fromUs: request.intendedAtUs, untilUs })
  return {
    request,
    ...(explanation === undefined ? {} : { explanation }),
    loadStartUs: run.loadStartUs,
    // The sort is stable: what one witness says of one instant keeps its order.
    steps: [...steps, ...around].toSorted((a, b) => a.atUs - b.atUs),
  }
}

/** `812`, or what a gateway log has of it: a trace id of 32 digits, or a whole traceparent. */
function requestIdOf(asked: string, runId: string): number | undefined {
  if (/^\d{1,16}$/.test(asked)) return Number(asked)
  const traceId = /^(?:00-)?([0-9a-f]{32})(?:-[0-9a-f]{16}-[0-9a-f]{2})?$/i.exec(asked)?.[1]
  if (traceId === undefined) return undefined
  return idsOf(runId, `00-${traceId.toLowerCase()}-${'0'.repeat(16)}-01`)?.requestId
}

const requestSql = (requestId: number) => `
  SELECT request_id AS "requestId", attempts, intended_at_us AS "intendedAtUs",
    ended_at_us AS "endedAtUs", population, operation, outcome, failure, status, phase, zone,
    executions
  FROM requests WHERE request_id = ${requestId}`

async function unknownRequest(tables: WitnessTables, asked: string) {
  const [range] = await tables.rows(
    'SELECT count(*) AS count, min(request_id) AS least, max(request_id) AS most FROM requests',
    z.object({ count: z.number(), least: z.number().optional(), most: z.number().optional() }),
  )
  return reportError({
    code: 'RUN_REQUEST_UNKNOWN',
    where: asked,
    what: 'the run has no request of this id',
    why:
      range === undefined || range.count === 0
        ? 'its client ledgers are empty'
        : `its ${range.count} requests have ids from ${range.least} to ${range.most}`,
    fix: 'gatedrill query <run> "SELECT request_id, cause FROM explanations" lists those that went wrong',
  })
}
