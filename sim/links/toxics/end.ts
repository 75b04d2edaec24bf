import { z } from 'zod'
import { defineToxic, directionParam, flowIn } from './define-toxic.ts'

/**
 * Every connection, live or new, is ended in order (FIN) at once: in both directions, or in one,
 * and is half closed then. What its sender still says goes nowhere; healing resets it.
 */
export const end = defineToxic({
  kind: 'end',
  example: { kind: 'end', direction: 'down' },
  params: z.strictObject({
    kind: z.literal('end'),

    direction: directionParam,
  }),
  harmOf: ({ direction }) => ({ flow: flowIn(direction, { ends: true }) }),
})
