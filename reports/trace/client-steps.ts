import { z } from 'zod'
import type { Step, WitnessTables } from './step.ts'

const attemptSchema = z.object({
  attempt: z.number(),
  intendedAtUs: z.number(),
  firedAtUs: z.number(),
  dispatchedAtUs: z.number().optional(),
  connectedAtUs: z.number().optional(),
  firstByteAtUs: z.number().optional(),
  endedAtUs: z.number().optional(),
  status: z.number(),
  outcome: z.string(),
  failure: z.string(),
  connectionPort: z.number(),
  reused: z.number(),
  responseBytes: z.number(),
})

type Attempt = z.infer<typeof attemptSchema>

const endTexts: Readonly<Record<string, string>> = {
  deadline: 'gave up: its deadline came',
  reset: 'the connection was reset',
  closed: 'the connection was closed before a whole answer came',
  refused: 'the connection was refused',
  'connect-timeout': 'no connection could be made in time',
  'no-connection': 'never sent: every connection was busy until its deadline',
  malformed: 'the answer was no HTTP that it could read',
  aborted: 'gave up: the load ended, or the client went away',
  unresolved: 'never sent: the name had no address',
}

/** What the client did and saw, attempt by attempt. */
export async function attemptSteps(tables: WitnessTables, requestId: number): Promise<Step[]> {
  const attempts = await tables.rows(
    `SELECT attempt, intended_at_us AS "intendedAtUs", fired_at_us AS "firedAtUs",
      dispatched_at_us AS "dispatchedAtUs", connected_at_us AS "connectedAtUs", first_byte_at_us AS "firstByteAtUs",
      ended_at_us AS "endedAtUs", status, outcome, failure, connection_port AS "connectionPort",
      reused_connection AS reused, response_bytes AS "responseBytes"
    FROM attempts WHERE request_id = ${requestId} ORDER BY attempt`,
    attemptSchema,
  )
  return attempts.flatMap(stepsOf)
}

function stepsOf(told: Attempt): Step[] {
  const { attempt, intendedAtUs, firedAtUs, dispatchedAtUs, firstByteAtUs, endedAtUs } = told
  const which = attempt === 1 ? '' : `, attempt ${attempt}`
  const carried = told.reused === 1 ? 'a kept connection' : 'a new connection'
  return [
    { atUs: intendedAtUs, what: `due${which}` },
    { atUs: firedAtUs, what: 'the generator starts it' },
    {
      atUs: dispatchedAtUs,
      what: `${carried}, from port ${told.connectionPort}, takes it`,
    },
    { atUs: told.connectedAtUs, what: 'the connection stands' },
    { atUs: firstByteAtUs, what: 'the first byte of the answer' },
    { atUs: endedAtUs, what: endOf(told) },
  ].flatMap(({ atUs, what }) => (atUs === undefined ? [] : [{ atUs, witness: 'client', what }]))
}

function endOf({ status, outcome, failure, responseBytes }: Attempt): string {
  const end =
    failure === 'none'
      ? `answered ${status}, ${responseBytes} bytes`
      : (endTexts[failure] ?? failure)
  return `${end}: ${outcome}`
}
