import { z } from 'zod'
import { defineToxic, directionParam, flowIn } from './define-toxic.ts'

/**
 * An end arrives `delayMs` later than it came: connections linger that one side is done with.
 */
export const slowClose = defineToxic({
  kind: 'slow-close',
  example: { kind: 'slow-close', delayMs: 500 },
  params: z.strictObject({
    kind: z.literal('slow-close'),
    delayMs: z.number().positive().max(600_000),
    direction: directionParam,
  }),
  harmOf: ({ delayMs, direction }) => ({ flow: flowIn(direction, { endDelayMs: delayMs }) }),
})
