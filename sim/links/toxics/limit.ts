import { z } from 'zod'
import { defineToxic, directionParam, flowIn } from './define-toxic.ts'

/**
 * A connection passes `bytes`, counted from when the harm began or the connection was made, and
 * then ends: in order (`fin`), by `reset`, or in `silence`.
 */
export const limit = defineToxic({
  kind: 'limit',
  example: { kind: 'limit', bytes: 100, endsBy: 'reset', direction: 'down' },
  params: z.strictObject({
    kind: z.literal('limit'),
    bytes: z.number().int().nonnegative(),
    endsBy: z.enum(['fin', 'reset', 'silence']).default('fin'),
    direction: directionParam,
  }),
  harmOf: ({ bytes, endsBy, direction }) => ({
    flow: flowIn(direction, { limit: { bytes, endsBy } }),
  }),
})
