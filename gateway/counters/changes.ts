import { z } from 'zod'
import { windowSchema } from './window.ts'

/** A count within a window: whole, not negative, and exact as a number. */
const cell = z.number().int().max(Number.MAX_SAFE_INTEGER).min(Number.MIN_SAFE_INTEGER)

export const changesSchema = z.array(
  z.strictObject({
    counter: z.string(),
    window: windowSchema,
    key: z.string(),
    /** By holder: bucket, count, bucket, count, ... */
    cells: z.record(z.string(), z.array(cell)),
  }),
)

/** Counts that only grow, for another holder to merge: as state, so repeating it does no harm. */
export type Changes = z.infer<typeof changesSchema>
