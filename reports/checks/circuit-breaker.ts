import { z } from 'zod'
import { textSql } from '../store/sql.ts'
import { type CheckEvidence, defineCheck, notClaimed, type Violation } from './define-check.ts'

/** A circuit of one instance, from its opening until the time that it named then. */
type Opening = {
  readonly instance: string
  readonly backend: string
  readonly fromUs: number
  readonly untilUs: number
}

/** Circuits spare a backend while they are open, and nobody after that. */
export const circuitBreaker = defineCheck({
  name: 'circuit.breaker',
  claim:
    'while a circuit is open no call passes it, and none is refused before it opened or after its time',
  source: 'APIM, backends (circuit breaker): it closes by its time, without a trial call',
  bound: '0 calls that passed an open circuit, 0 that were refused by a closed one',
  async check(evidence) {
    const openings = openingsOf(evidence)
    if (openings.length === 0) return notClaimed('no circuit opened')
    const refusals = await refusalsOf(evidence)
    const stuck = refusals.filter((refusal) => !openings.some((one) => isWithin(refusal, one)))
    const leaks = await leaksOf(openings, evidence)
    const broken: readonly Violation[] = [
      ...stuck.map(({ requestId, atUs, instance }) => ({
        requestId,
        atUs,
        what: `refused by ${instance} though none of its circuits was open`,
      })),
      ...leaks.map(({ requestId, atUs, instance, backend }) => ({
        requestId,
        atUs,
        what: `passed the open circuit of ${backend} in ${instance}`,
      })),
    ].toSorted((a, b) => a.atUs - b.atUs)
    const why =
      `${openings.length} openings, ${refusals.length} calls refused, ` +
      `${leaks.length} passed an open circuit, ${stuck.length} refused by a closed one`
    const margin = { observed: broken.length, bound: 0, unit: 'count' } as const
    const seen = { why, samples: openings.length, margin }
    const [first] = broken
    return first === undefined
      ? { verdict: 'holds', ...seen }
      : { verdict: 'broken', ...seen, first }
  },
})

const detailSchema = z.object({ backend: z.string(), untilUs: z.number() })

function openingsOf({ events }: CheckEvidence): readonly Opening[] {
  return events
    .filter(({ kind }) => kind === 'circuit-opened')
    .flatMap(({ instance, atUs, detail }) => {
      const parsed = detailSchema.safeParse(detail)
      if (instance === undefined || !parsed.success) return []
      return [{ instance, fromUs: atUs, ...parsed.data }]
    })
}

const callSchema = z.object({
  requestId: z.number(),
  instance: z.string(),
  atUs: z.number(),
  endedAtUs: z.number(),
})
type Call = z.output<typeof callSchema>

/** Of a process that ended in order, as all do that live to the end of a run. */
const exitedSchema = z.object({ code: z.literal(0) })

/** Of instances that told of all their circuits: a killed one may have had no time to. */
function refusalsOf({ store, events }: CheckEvidence): Promise<Call[]> {
  const gone = events
    .filter((event) => event.kind === 'process-exited' && event.instance !== undefined)
    .filter(({ detail }) => !exitedSchema.safeParse(detail).success)
    .map(({ instance = '' }) => textSql(instance))
  return store.rows(
    `SELECT request_id AS "requestId", instance, received_at_us AS "atUs",
        coalesce(ended_at_us, received_at_us) AS "endedAtUs"
      FROM gateway_calls WHERE reason = 'CircuitBreakerOpen'
        ${gone.length === 0 ? '' : `AND instance NOT IN (${gone.join(', ')})`}
      ORDER BY received_at_us`,
    callSchema,
  )
}

/** It was refused at some moment of its way, which must be one of the opening's. */
function isWithin({ instance, atUs, endedAtUs }: Call, opening: Opening): boolean {
  return instance === opening.instance && atUs <= opening.untilUs && endedAtUs >= opening.fromUs
}

/**
 * Calls that came after it had opened, ended before its time and had an answer of the backend all
 * the same. Only of operations that the circuit refused meanwhile, and that call one backend alone:
 * others may have had somewhere else to go.
 */
async function leaksOf(openings: readonly Opening[], { store }: CheckEvidence) {
  const leaks = openings.map(async ({ instance, backend, fromUs, untilUs }) => {
    const calls = await store.rows(
      `WITH here AS (
          SELECT * FROM gateway_calls WHERE instance = ${textSql(instance)}
        ), refused AS (
          SELECT DISTINCT api, operation FROM here WHERE reason = 'CircuitBreakerOpen'
            AND received_at_us > ${fromUs} AND ended_at_us < ${untilUs}
        ), plain AS (
          SELECT here.api, here.operation FROM here
            JOIN backend_calls USING (request_id, attempt)
          GROUP BY here.api, here.operation HAVING count(DISTINCT backend) = 1
        )
        SELECT request_id AS "requestId", instance, received_at_us AS "atUs",
          ended_at_us AS "endedAtUs"
        FROM here SEMI JOIN refused USING (api, operation) SEMI JOIN plain USING (api, operation)
        WHERE backend_status > 0 AND received_at_us > ${fromUs} AND ended_at_us < ${untilUs}`,
      callSchema,
    )
    return calls.map((call) => ({ ...call, backend }))
  })
  return (await Promise.all(leaks)).flat()
}
