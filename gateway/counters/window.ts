import { z } from 'zod'

export const windowSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sliding'), lengthMs: z.number().positive() }),
  z.strictObject({
    kind: z.literal('fixed'),
    lengthMs: z.number().nonnegative(),
    startMs: z.number(),
  }),
  z.strictObject({
    kind: z.literal('tokens'),
    lengthMs: z.number().positive(),
    limit: z.number().nonnegative(),
  }),
])

/**
 * Over what time calls are counted. A fixed window of length 0 never ends; a bucket of `limit`
 * tokens refills over its length, and remembers calls as long as they can matter to it.
 */
export type WindowOf = z.infer<typeof windowSchema>

/** Time in buckets: whole numbers that grow with it, each counted until it leaves the window. */
export type Window = {
  bucketOf(atMs: number): number
  /** No instant of the bucket lies before it. */
  startMsOf(bucket: number): number
  /** The oldest bucket that still counts. */
  firstLiveAt(nowMs: number): number
  /** From then on the bucket counts no more; Infinity: never. */
  leavesAtMs(bucket: number): number
}

export function windowOf(of: WindowOf): Window {
  if (of.kind === 'sliding') return slidingWindowOf(of.lengthMs)
  if (of.kind === 'tokens') return slidingWindowOf(tokenHorizonMs(of.lengthMs))
  return of.lengthMs === 0 ? endlessWindow : fixedWindowOf(of.lengthMs, of.startMs)
}

/**
 * How long the calls of a bucket of tokens are remembered: as long as it takes to fill when it is
 * in debt by as much as it holds, which is as far as holders that cannot hear each other overdraw.
 */
export function tokenHorizonMs(lengthMs: number): number {
  return 2 * lengthMs
}

/** Two thousand buckets a window: the error stays below a thousandth of it, and so does memory. */
const bucketsPerWindow = 2_000

/**
 * A bucket ends with its last instant and counts until a whole window after that: a call is
 * counted a little longer than the window, never shorter, so no window admits more than its limit.
 */
function slidingWindowOf(lengthMs: number): Window {
  const bucketMs = Math.max(1, Math.floor(lengthMs / bucketsPerWindow))
  return {
    bucketOf: (atMs) => Math.ceil(atMs / bucketMs),
    startMsOf: (bucket) => (bucket - 1) * bucketMs,
    firstLiveAt: (nowMs) => Math.floor((nowMs - lengthMs) / bucketMs) + 1,
    leavesAtMs: (bucket) => bucket * bucketMs + lengthMs,
  }
}

function fixedWindowOf(lengthMs: number, startMs: number): Window {
  const bucketOf = (atMs: number) => Math.floor((atMs - startMs) / lengthMs)
  return {
    bucketOf,
    startMsOf: (bucket) => startMs + bucket * lengthMs,
    firstLiveAt: bucketOf,
    leavesAtMs: (bucket) => startMs + (bucket + 1) * lengthMs,
  }
}

const endlessWindow: Window = {
  bucketOf: () => 0,
  startMsOf: () => Number.NEGATIVE_INFINITY,
  firstLiveAt: () => 0,
  leavesAtMs: () => Number.POSITIVE_INFINITY,
}
