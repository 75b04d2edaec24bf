import { z } from 'zod'
import { k6ResultSchema } from '../ledger/launch/k6.ts'
import type { LoadProgress, LoadResult } from '../ledger/launch/load.ts'
import type { FaultState } from './faults/run-fault.ts'

/** Where a drill stands, for whoever watches it; told anew whenever any of it changes. */
export type DrillProgress = {
  readonly phase: 'starting' | 'load' | 'draining' | 'stopping' | 'ended'
  /** Second of the load; negative while it warms up. */
  readonly second: number
  readonly load: LoadProgress | undefined
  readonly faults: readonly { readonly id: string; readonly state: FaultState }[]
  readonly instancesIn: number
  readonly instances: number
}

const count = z.number().nonnegative()

const buckets = z.object({ counts: z.array(count), max: z.number() })

/** What a generator tells each second. */
export const loadProgressSchema: z.ZodType<LoadProgress> = z.object({
  second: count,
  offered: count,
  ok: count,
  rejected: count,
  failed: count,
  unknown: count,
  notSent: count,
  p99Ms: count,
  pacerLatenessP99Ms: z.number(),
  latencyUs: buckets.optional(),
  latenessUs: buckets.optional(),
})

/** What a generator tells at its end. */
export const loadResultSchema: z.ZodType<LoadResult> = z.object({
  offered: count,
  scheduleDigest: z.string(),
  pacerLatenessP50Ms: z.number(),
  pacerLatenessP99Ms: z.number(),
  pacerLatenessMaxMs: z.number(),
  scheduled: count.optional(),
  latenessUs: buckets.optional(),
  k6: k6ResultSchema.optional(),
})
