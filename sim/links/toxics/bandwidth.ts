import { z } from 'zod'
import { defineToxic, directionParam, flowIn } from './define-toxic.ts'

/**
 * Not more than `bytesPerS` pass: what comes faster waits, and its sender with it.
 */
export const bandwidth = defineToxic({
  kind: 'bandwidth',
  example: { kind: 'bandwidth', bytesPerS: 10_000, direction: 'down' },
  params: z.strictObject({
    kind: z.literal('bandwidth'),
    bytesPerS: z.number().positive(),
    direction: directionParam,
  }),
  harmOf: ({ bytesPerS, direction }) => ({ flow: flowIn(direction, { bytesPerS }) }),
})
