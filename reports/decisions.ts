import { z } from 'zod'
import type { RunStore } from './store/store.ts'

const keySchema = z.object({
  id: z.number(),
  region: z.string(),
  counter: z.string(),
  keyHash: z.string(),
  windowMs: z.number(),
  refills: z.number(),
  /** The least and the most calls that one admission counted. */
  countedMin: z.number(),
  countedMax: z.number(),
})

/**
 * Every decision about one key of one counter in one region, by time, admissions first; also those
 * that a rejection had heard of without knowing more of their time than their bucket.
 */
export type Decisions = {
  readonly region: string
  readonly counter: string
  readonly keyHash: string
  readonly windowMs: number
  /** A bucket of tokens that refills over the window. */
  readonly refills: boolean
  /** Calls that the largest admission counted, at least 1. */
  readonly countedMax: number
  /** Every admission counted its calls at once: the ledger then knows all that was counted. */
  readonly isExact: boolean
  readonly atUs: Float64Array
  readonly requestId: Float64Array
  /** 0 of a rejection. */
  readonly counted: Float64Array
  readonly admitted: Float64Array
  readonly limit: Float64Array
}

/** The fields that tell keys apart, and the order of those. */
const keyColumns = 'region, counter, key_hash, window_ms, refills'

const placed = `SELECT place AS region, counter, key_hash, window_ms, refills, at_us, request_id,
    admitted, counted, "limit"
  FROM admission_records JOIN instances ON writer_instance = instances.instance`

/**
 * What others admitted is heard of with its bucket, a two-thousandth of the window, and counts from
 * the bucket's begin: a rejection may stand that long before the admission that it is due to. The
 * longest window of a rate limit is 300 s; buckets of quotas begin with their window.
 */
const heardAtUs = `at_us + CASE WHEN admitted = 1 THEN 0
  ELSE 1000 * least(greatest(1, window_ms / 2000), 150) END`

/** The decisions of all limits, key by key; several checks ask for those of a run. */
export function decisionsOf(store: Pick<RunStore, 'rows' | 'numbers'>): Promise<Decisions[]> {
  const known = read.get(store) ?? readDecisions(store)
  read.set(store, known)
  return known
}

const read = new WeakMap<object, Promise<Decisions[]>>()

async function readDecisions(store: Pick<RunStore, 'rows' | 'numbers'>): Promise<Decisions[]> {
  const keys = await store.rows(
    `SELECT row_number() OVER (ORDER BY ${keyColumns}) AS id, region, counter,
        key_hash AS "keyHash", window_ms AS "windowMs", refills,
        coalesce(min(counted) FILTER (admitted = 1), 1) AS "countedMin",
        coalesce(max(counted) FILTER (admitted = 1), 0) AS "countedMax"
      FROM (${placed}) GROUP BY ${keyColumns} ORDER BY id`,
    keySchema,
  )
  const columns = await store.numbers(
    `WITH keys AS (
        SELECT ${keyColumns}, (row_number() OVER (ORDER BY ${keyColumns}))::UINTEGER AS id
        FROM (SELECT DISTINCT ${keyColumns} FROM (${placed})))
      SELECT id, at_us, request_id, admitted, counted, "limit" FROM (${placed})
        JOIN keys USING (${keyColumns})
      ORDER BY id, ${heardAtUs}, admitted DESC`,
  )
  const column = (name: string) => columns[name] ?? new Float64Array()
  const ids = column('id')
  let from = 0
  return keys.map(({ id, countedMin, countedMax, refills, ...key }) => {
    let to = from
    while (ids[to] === id) to += 1
    const part = (name: string) => column(name).subarray(from, to)
    const decisions = {
      ...key,
      refills: refills === 1,
      countedMax: Math.max(1, countedMax),
      isExact: countedMin > 0,
      atUs: part('at_us'),
      requestId: part('request_id'),
      counted: part('counted'),
      admitted: part('admitted'),
      limit: part('limit'),
    }
    from = to
    return decisions
  })
}

/**
 * How far beyond its window a call may still be counted: holders count in buckets of a
 * two-thousandth of the window, by clocks of whole milliseconds.
 */
export function coarsenessUs(windowMs: number): number {
  return (2 * Math.max(1, windowMs / 2_000) + 2) * 1_000
}

export type Rejection = {
  readonly atUs: number
  readonly requestId: number
  readonly limit: number
  /** Calls that all holders together had really admitted and that may still have counted. */
  readonly total: number
}

/**
 * Every rejection beside the true count at its time, over all holders. A holder knows no more
 * than that, whatever it has heard: fewer tokens are taken, fewer calls lie in the window.
 */
export function* rejectionsOf(decisions: Decisions): Generator<Rejection> {
  const { atUs, admitted, counted, limit, requestId } = decisions
  const count = decisions.refills ? tokensTaken(decisions) : callsInWindow(decisions)
  for (let row = 0; row < atUs.length; row += 1) {
    const at = atUs[row] ?? 0
    if (admitted[row] === 1) count.add(row, at, counted[row] ?? 0)
    else {
      const total = count.at(at, limit[row] ?? 0)
      yield { atUs: at, requestId: requestId[row] ?? 0, limit: limit[row] ?? 0, total }
    }
  }
}

type Count = {
  add(row: number, atUs: number, calls: number): void
  at(atUs: number, limit: number): number
}

function callsInWindow({ windowMs, atUs, counted, admitted }: Decisions): Count {
  // A window of length 0 never ends.
  const lengthUs = windowMs === 0 ? Number.POSITIVE_INFINITY : windowMs * 1_000
  const reachUs = lengthUs + coarsenessUs(windowMs)
  let sum = 0
  let oldest = 0
  return {
    add(_row, _atUs, calls) {
      sum += calls
    },
    at(nowUs) {
      while ((atUs[oldest] ?? nowUs) < nowUs - reachUs) {
        if (admitted[oldest] === 1) sum -= counted[oldest] ?? 0
        oldest += 1
      }
      return sum
    },
  }
}

function tokensTaken({ windowMs, limit }: Decisions): Count {
  let taken = 0
  let lastUs = Number.NEGATIVE_INFINITY
  // What flows back within the coarseness of a holder's clock is not certain to be back.
  const refill = (atUs: number, size: number) => {
    const passedUs = Math.max(0, atUs - lastUs)
    if (Number.isFinite(passedUs))
      taken = Math.max(0, taken - (passedUs * size) / (windowMs * 1_000))
    lastUs = Math.max(lastUs, atUs)
  }
  return {
    add(row, atUs, calls) {
      refill(atUs, limit[row] ?? 0)
      taken += calls
    },
    at(atUs, size) {
      refill(atUs, size)
      return Math.ceil(taken + (coarsenessUs(windowMs) * size) / (windowMs * 1_000))
    },
  }
}
