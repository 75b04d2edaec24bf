import { z } from 'zod'
import type { DrillEvent } from '../../ledger/events.ts'
import type { FaultTimes } from '../phases.ts'
import { textSql } from '../store/sql.ts'
import { type CheckEvidence, defineCheck, notClaimed } from './define-check.ts'

/** Scaling, maintenance and other changes take instances away, and nobody notices. */
export const drainZeroLoss = defineCheck({
  name: 'drain.zero-loss',
  claim:
    'an instance that goes by plan answers all that it was given, and is given no more than that',
  source: 'APIM, upgrade and scale (no downtime); Azure Load Balancer, health probes',
  bound: '0 requests without an answer from the first sign of leaving to the end of the process',
  async check(evidence) {
    const drains = drainsOf(evidence)
    if (drains.length === 0) return notClaimed('no instance went by plan')
    const clear = drains.filter(
      (drain) => !evidence.faults.some((fault) => isHarm(fault) && isDuring(fault, drain)),
    )
    if (clear.length === 0) return notClaimed('whenever an instance went, a fault was there too')
    const seen = await Promise.all(clear.map((drain) => requestsOf(drain, evidence)))
    const samples = seen.reduce((sum, { requests }) => sum + requests, 0)
    if (samples === 0) return notClaimed(`${clear.length} instances went, and had no requests`)
    const losses = seen.flatMap(({ lost }) => lost).toSorted((a, b) => a.atUs - b.atUs)
    const why = `${clear.length} instances went with ${samples} requests, ${losses.length} of them lost`
    const margin = { observed: losses.length, bound: 0, unit: 'count' } as const
    const [first] = losses
    if (first === undefined) return { verdict: 'holds', why, samples, margin }
    const { requestId, atUs, instance, failure } = first
    const what = `${failure} at ${instance}, which was on its way out`
    return { verdict: 'broken', why, samples, margin, first: { requestId, atUs, what } }
  },
})

type Drain = { readonly instance: string; readonly fromUs: number; readonly toUs: number }

/** What happens right behind the exit, to those who were sent there a moment before. */
const afterUs = 250_000

function drainsOf({ events, loadEndUs }: CheckEvidence): readonly Drain[] {
  return events
    .filter(({ kind }) => kind === 'instance-draining')
    .flatMap(({ instance, atUs: fromUs }) => {
      if (instance === undefined || fromUs > loadEndUs) return []
      const isEnd = (event: DrillEvent) =>
        event.kind === 'process-exited' && event.instance === instance && event.atUs >= fromUs
      const exitUs = events.find(isEnd)?.atUs ?? loadEndUs
      return [{ instance, fromUs, toUs: exitUs + afterUs }]
    })
}

/** To be stopped is what it goes by; that others are is none of its business. */
const stopKind = 'unit-stop'

function isHarm({ kind }: FaultTimes): boolean {
  return kind !== stopKind
}

/** What a fault does to connections is not the drain's doing. */
function isDuring({ applyingAtUs, undoneAtUs }: FaultTimes, { fromUs, toUs }: Drain): boolean {
  if (applyingAtUs === undefined) return false
  return applyingAtUs <= toUs && (undoneAtUs ?? Number.POSITIVE_INFINITY) >= fromUs
}

const lossSchema = z.object({
  requestId: z.number(),
  atUs: z.number(),
  instance: z.string(),
  failure: z.string(),
})
const countSchema = z.object({ requests: z.number() })

/**
 * Requests that the instance had or was given meanwhile. Lost are those whose connection broke, and
 * those that it received and never ended; one that is only late is not the drain's doing.
 */
async function requestsOf({ instance, fromUs, toUs }: Drain, { store }: CheckEvidence) {
  const during = `instance = ${textSql(instance)}
    AND fired_at_us <= ${toUs} AND coalesce(ended_at_us, ${toUs}) >= ${fromUs}`
  const [counted] = await store.rows(
    `SELECT count(*)::INTEGER AS requests FROM attempts WHERE ${during}`,
    countSchema,
  )
  const lost = await store.rows(
    `SELECT request_id AS "requestId", coalesce(ended_at_us, fired_at_us) AS "atUs", instance,
        CASE WHEN gateway_event = 'received' THEN 'never answered' ELSE failure END AS failure
      FROM attempts WHERE ${during} AND (gateway_event = 'received'
        OR failure IN ('reset', 'closed', 'refused', 'malformed'))`,
    lossSchema,
  )
  return { requests: counted?.requests ?? 0, lost }
}
