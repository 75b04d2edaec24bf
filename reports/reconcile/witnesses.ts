import { z } from 'zod'
import type { RunStore } from '../store/store.ts'

/** What became of the requests whose clients never learned it. */
export type UnknownFates = {
  /** No instance and no backend saw them. */
  readonly neverArrived: number
  /** The gateway had refused them; the refusal was lost on its way. */
  readonly rejected: number
  /** A backend executed them, or the gateway answered 2xx itself; the client cannot know. */
  readonly executed: number
  /** An instance received them, and nothing was executed. */
  readonly arrivedOnly: number
}

/** Where the three witnesses differ, in attempts or logical requests as said. */
export type Witnesses = {
  readonly unknown: UnknownFates
  /** Logical requests that backends executed more than once. */
  readonly duplicates: {
    readonly requests: number
    /** Executed again because the client tried again. */
    readonly byClient: number
    /** Executed again within one attempt of the client: the gateway tried again. */
    readonly byGateway: number
  }
  /** Executions that no gateway ledger knows. */
  readonly phantoms: Loss
  /** Attempts that clients saw answered and no gateway ledger knows: lost telemetry. */
  readonly unwitnessed: Loss
  /** Executions of requests that no client ledger knows. */
  readonly strangers: number
}

/** `ofKilled`: at instances that were killed, whose last turn of writing is lost with them. */
export type Loss = { readonly ofKilled: number; readonly unexplained: number }

/** Holds the ledgers of clients, gateways and backends against each other. */
export async function witnessesOf(store: RunStore): Promise<Witnesses> {
  await createKilled(store)
  return {
    unknown: await unknownFatesOf(store),
    duplicates: await duplicatesOf(store),
    phantoms: await phantomsOf(store),
    unwitnessed: await unwitnessedOf(store),
    strangers: await strangersOf(store),
  }
}

/** Instances that a fault aimed at, or that exited while the load still ran. */
async function createKilled(store: RunStore): Promise<void> {
  await store.createTable(
    'killed',
    `SELECT DISTINCT instance FROM instances WHERE instance IN (SELECT target FROM faults
        WHERE applying_at_us IS NOT NULL)
      OR instance IN (SELECT instance FROM events, run WHERE kind = 'process-exited'
        AND at_us < load_end_us)`,
  )
}

/** Also kept as the table `fates`, one row per request of unknown outcome. */
async function unknownFatesOf(store: RunStore): Promise<UnknownFates> {
  await store.createTable(
    'fates',
    // By the attempts whose end nobody learned; one that was answered says nothing of those.
    `SELECT request_id, CASE
        WHEN sum(executions) > 0 THEN 'executed'
        WHEN bool_or(gateway_event = 'answered'::word AND gateway_status BETWEEN 200 AND 399)
          THEN 'executed'
        WHEN bool_or(gateway_event = 'answered'::word) THEN 'rejected'
        WHEN sum(gateway_calls) > 0 THEN 'arrived-only'
        ELSE 'never-arrived' END AS fate
      FROM attempts WHERE outcome = 'unknown'::word
        AND request_id IN (SELECT request_id FROM requests WHERE outcome = 'unknown'::word)
      GROUP BY request_id`,
  )
  const [fates] = await store.rows(
    `SELECT count(*) FILTER (fate = 'never-arrived') AS "neverArrived",
      count(*) FILTER (fate = 'rejected') AS rejected,
      count(*) FILTER (fate = 'executed') AS executed,
      count(*) FILTER (fate = 'arrived-only') AS "arrivedOnly" FROM fates`,
    z.object({
      neverArrived: z.number(),
      rejected: z.number(),
      executed: z.number(),
      arrivedOnly: z.number(),
    }),
  )
  return fates ?? { neverArrived: 0, rejected: 0, executed: 0, arrivedOnly: 0 }
}

async function duplicatesOf(store: RunStore): Promise<Witnesses['duplicates']> {
  const [duplicates] = await store.rows(
    `WITH per_request AS (
        SELECT request_id, count(*) AS executions, count(DISTINCT attempt) AS attempts
        FROM backend_calls WHERE request_id IN (FROM crowd)
        GROUP BY request_id HAVING count(*) > 1)
      SELECT count(*) AS requests, count(*) FILTER (attempts > 1) AS "byClient",
        count(*) FILTER (executions > attempts) AS "byGateway" FROM per_request`,
    z.object({ requests: z.number(), byClient: z.number(), byGateway: z.number() }),
  )
  return duplicates ?? { requests: 0, byClient: 0, byGateway: 0 }
}

const lossSchema = z.object({ ofKilled: z.number(), unexplained: z.number() })
const lossCounts = `count(*) FILTER (instance IN (FROM killed)) AS "ofKilled",
  count(*) FILTER (instance IS NULL OR instance NOT IN (FROM killed)) AS unexplained`
const noLoss: Loss = { ofKilled: 0, unexplained: 0 }

async function phantomsOf(store: RunStore): Promise<Loss> {
  const [phantoms] = await store.rows(
    `SELECT ${lossCounts} FROM (
        SELECT instance FROM attempts_alone WHERE gateway_calls = 0 AND executions > 0
        UNION ALL SELECT instance FROM (FROM backend_calls WHERE request_id IN (FROM crowd))
          JOIN attempts_again USING (request_id, attempt) WHERE gateway_calls = 0)`,
    lossSchema,
  )
  return phantoms ?? noLoss
}

async function unwitnessedOf(store: RunStore): Promise<Loss> {
  const [unwitnessed] = await store.rows(
    `SELECT ${lossCounts} FROM attempts WHERE outcome IN ('ok'::word, 'rejected'::word)
      AND (gateway_calls = 0 OR gateway_event = 'received'::word)`,
    lossSchema,
  )
  return unwitnessed ?? noLoss
}

/** Of requests that are in one record of each witness, those that an attempt names are counted with it. */
async function strangersOf(store: RunStore): Promise<number> {
  const [strangers] = await store.rows(
    `SELECT (SELECT count(*) FROM backend_calls WHERE request_id NOT IN (FROM crowd))
        - (SELECT count(*) FROM attempts_alone WHERE executions > 0)
        + (SELECT count(*) FROM (FROM backend_calls WHERE request_id IN (FROM crowd))
          ANTI JOIN attempts_again USING (request_id, attempt)) AS count`,
    z.object({ count: z.number() }),
  )
  return strangers?.count ?? 0
}
