import { z } from 'zod'
import type { RunStore } from '../store/store.ts'

/** `offered = ok + rejected + failed + unknown + not sent`, in logical requests. */
export type Sums = {
  /** As the generators' schedules say; undefined when a generator could not tell (interrupted). */
  readonly scheduled?: number
  /** Requests in the client ledgers. */
  readonly recorded: number
  readonly ok: number
  readonly rejected: number
  readonly failed: number
  readonly unknown: number
  readonly notSent: number
  readonly attempts: number
  /** The scheduled are the recorded, and every recorded one has exactly one outcome. */
  readonly isExact: boolean
  /** What does not add up, for a person. */
  readonly why?: string
}

const sumsSchema = z.object({
  recorded: z.number(),
  ok: z.number(),
  rejected: z.number(),
  failed: z.number(),
  unknown: z.number(),
  notSent: z.number(),
  attempts: z.number(),
})

/** Adds up the outcomes of all clients and holds them against the schedules. */
export async function sumsOf(store: RunStore): Promise<Sums> {
  const [counted] = await store.rows(
    `SELECT count(*) AS recorded, count(*) FILTER (outcome = 'ok'::word) AS ok,
      count(*) FILTER (outcome = 'rejected'::word) AS rejected,
      count(*) FILTER (outcome = 'failed'::word) AS failed,
      count(*) FILTER (outcome = 'unknown'::word) AS unknown,
      count(*) FILTER (outcome = 'not-sent'::word) AS "notSent",
      (SELECT count(*) FROM attempts) AS attempts FROM requests`,
    sumsSchema,
  )
  const { loads } = store.manifest
  const scheduled =
    loads.length > 0 ? loads.reduce((sum, load) => sum + load.offered, 0) : undefined
  return judgedSums(counted ?? nothing, scheduled)
}

/** Says whether the counts of a run add up. */
export function judgedSums(
  counted: z.infer<typeof sumsSchema>,
  scheduled: number | undefined,
): Sums {
  const { recorded, ok, rejected, failed, unknown, notSent } = counted
  const known = ok + rejected + failed + unknown + notSent
  const why =
    known !== recorded
      ? `${recorded} requests are recorded, but only ${known} of them have an outcome`
      : scheduled !== undefined && scheduled !== recorded
        ? `${scheduled} requests were scheduled, but the client ledgers hold ${recorded}`
        : undefined
  return {
    ...counted,
    ...(scheduled === undefined ? {} : { scheduled }),
    isExact: why === undefined,
    ...(why === undefined ? {} : { why }),
  }
}

const nothing = { recorded: 0, ok: 0, rejected: 0, failed: 0, unknown: 0, notSent: 0, attempts: 0 }
