import { z } from 'zod'
import type { Step, WitnessTables } from './step.ts'

/** What edge, gateway and backend wrote down of a request. */
export async function serverSteps(tables: WitnessTables, requestId: number): Promise<Step[]> {
  return [
    ...(await edgeSteps(tables, requestId)),
    ...(await gatewaySteps(tables, requestId)),
    ...(await admissionSteps(tables, requestId)),
    ...(await backendSteps(tables, requestId)),
  ]
}

/** The connection that carried an attempt: where it led, and how it ended while it mattered. */
async function edgeSteps(tables: WitnessTables, requestId: number): Promise<Step[]> {
  const connections = await tables.rows(
    `SELECT edge, connections.instance AS instance, opened_at_us AS "openedAtUs",
      CASE WHEN isfinite(closed_at_us) THEN closed_at_us END AS "closedAtUs",
      closed_by AS "closedBy", dispatched_at_us AS "sentAtUs",
      ended_at_us AS "endedAtUs"
    FROM attempts JOIN connections ON connection_port = client_port
      AND opened_at_us <= coalesce(ended_at_us, 'infinity'::DOUBLE)
      AND closed_at_us >= dispatched_at_us
    WHERE request_id = ${requestId} AND connection_port > 0 ORDER BY attempt, opened_at_us`,
    z.object({
      edge: z.string(),
      instance: z.string().optional(),
      openedAtUs: z.number(),
      /** Absent: it was not seen to close. */
      closedAtUs: z.number().optional(),
      closedBy: z.string(),
      sentAtUs: z.number(),
      endedAtUs: z.number().optional(),
    }),
  )
  return connections.flatMap((connection) => {
    const { edge, instance, openedAtUs, closedAtUs, closedBy, sentAtUs, endedAtUs } = connection
    const heldS = (sentAtUs - openedAtUs) / 1e6
    const age = heldS > 0 ? ` since ${heldS.toFixed(3)} s` : ''
    const towards = instance === undefined || instance === '' ? 'no instance' : instance
    const pinned = {
      atUs: sentAtUs,
      witness: edge,
      what: `its connection leads to ${towards}${age}`,
    }
    if (closedAtUs === undefined) return [pinned]
    const isOfIts = endedAtUs === undefined || closedAtUs <= endedAtUs
    const closed = {
      atUs: closedAtUs,
      witness: edge,
      what: `that connection is closed by ${closedBy}`,
    }
    return isOfIts ? [pinned, closed] : [pinned]
  })
}

const gatewaySchema = z.object({
  attempt: z.number(),
  instance: z.string(),
  receivedAtUs: z.number(),
  endedAtUs: z.number().optional(),
  event: z.string(),
  api: z.string(),
  operation: z.string(),
  product: z.string(),
  subscription: z.string(),
  status: z.number(),
  layer: z.string(),
  policy: z.string(),
  scope: z.string(),
  section: z.string(),
  reason: z.string(),
  cache: z.string(),
  backendStatus: z.number(),
  backendAttempts: z.number(),
  backendUs: z.number(),
  revision: z.number(),
})

async function gatewaySteps(tables: WitnessTables, requestId: number): Promise<Step[]> {
  const calls = await tables.rows(
    `SELECT attempt, instance, received_at_us AS "receivedAtUs", ended_at_us AS "endedAtUs", event,
      api, operation, product, subscription, status, layer, policy, scope, section, reason, cache,
      backend_status AS "backendStatus", backend_attempts AS "backendAttempts",
      backend_us AS "backendUs", revision
    FROM gateway_calls WHERE request_id = ${requestId} ORDER BY attempt, received_at_us`,
    gatewaySchema,
  )
  return calls.flatMap((call) => {
    const witness = `gateway ${call.instance}`
    const received = { atUs: call.receivedAtUs, witness, what: 'received' }
    if (call.event === 'received') {
      return [{ ...received, what: 'received; nothing more was written down of it' }]
    }
    return [received, { atUs: call.endedAtUs ?? call.receivedAtUs, witness, what: endOf(call) }]
  })
}

function endOf(call: z.infer<typeof gatewaySchema>): string {
  const place = [
    call.api === '' ? '' : `API ${call.api}`,
    call.operation === '' ? '' : `operation ${call.operation}`,
    call.product === '' ? '' : `product ${call.product}`,
    call.subscription === '' ? '' : `subscription ${call.subscription}`,
    `revision ${call.revision}`,
  ].filter((part) => part !== '')
  const maker =
    call.policy === ''
      ? call.layer
      : `${call.layer}: ${call.policy} in ${call.section} of ${call.scope}${call.reason === '' ? '' : ` (${call.reason})`}`
  const backend =
    call.backendAttempts === 0
      ? ''
      : `; backend tried ${call.backendAttempts} x in ${(call.backendUs / 1_000).toFixed(3)} ms, ` +
        (call.backendStatus === 0 ? 'no answer' : `answered ${call.backendStatus}`)
  const cache = call.cache === 'none' ? '' : `; cache ${call.cache}`
  const end =
    call.event === 'answered' ? `answered ${call.status} by ${maker}` : 'its client went away first'
  return `${end}${backend}${cache}; ${place.join(', ')}`
}

async function admissionSteps(tables: WitnessTables, requestId: number): Promise<Step[]> {
  const decisions = await tables.rows(
    `SELECT instance, at_us AS "atUs", counter, is_admitted AS "isAdmitted",
      limit_calls AS "limitCalls", window_ms AS "windowMs", count_seen AS "countSeen"
    FROM admissions WHERE request_id = ${requestId} ORDER BY at_us`,
    z.object({
      instance: z.string(),
      atUs: z.number(),
      counter: z.string(),
      isAdmitted: z.boolean(),
      limitCalls: z.number(),
      windowMs: z.number(),
      countSeen: z.number(),
    }),
  )
  return decisions.map(({ instance, atUs, counter, isAdmitted, ...seen }) => ({
    atUs,
    witness: `gateway ${instance}`,
    what:
      `${counter} ${isAdmitted ? 'admits' : 'refuses'} it: ${seen.countSeen} of ` +
      `${seen.limitCalls} in ${seen.windowMs / 1_000} s, as this holder knows`,
  }))
}

async function backendSteps(tables: WitnessTables, requestId: number): Promise<Step[]> {
  const calls = await tables.rows(
    `SELECT backend, received_at_us AS "receivedAtUs", ended_at_us AS "endedAtUs", event,
      operation, status
    FROM backend_calls WHERE request_id = ${requestId} ORDER BY received_at_us`,
    z.object({
      backend: z.string(),
      receivedAtUs: z.number(),
      endedAtUs: z.number().optional(),
      event: z.string(),
      operation: z.string(),
      status: z.number(),
    }),
  )
  return calls.flatMap(({ backend, receivedAtUs, endedAtUs, event, operation, status }) => {
    const witness = `backend ${backend}`
    const received = { atUs: receivedAtUs, witness, what: `received ${operation}` }
    if (endedAtUs === undefined) return [received]
    const what = event === 'answered' ? `answered ${status}` : 'its caller went away first'
    return [received, { atUs: endedAtUs, witness, what }]
  })
}
