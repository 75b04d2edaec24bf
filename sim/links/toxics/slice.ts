import { z } from 'zod'
import { defineToxic, directionParam, flowIn } from './define-toxic.ts'

/**
 * Every chunk arrives in pieces of `bytes`, each `gapMs` after the one before: readers that take a
 * read for a message break here.
 */
export const slice = defineToxic({
  kind: 'slice',
  example: { kind: 'slice', bytes: 16, gapMs: 5 },
  params: z.strictObject({
    kind: z.literal('slice'),
    bytes: z.number().int().positive(),
    gapMs: z.number().nonnegative().max(10_000).default(1),
    direction: directionParam,
  }),
  harmOf: ({ bytes, gapMs, direction }) => ({
    flow: flowIn(direction, { slice: { bytes, gapMs } }),
  }),
})
