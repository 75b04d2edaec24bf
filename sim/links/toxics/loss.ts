import { z } from 'zod'
import { defineToxic, directionParam, flowIn } from './define-toxic.ts'

/**
 * What TCP makes of packets that are lost: `share` of all chunks come a retransmission later, and
 * what follows waits for them.
 */
export const loss = defineToxic({
  kind: 'loss',
  example: { kind: 'loss', share: 0.05, retransmitMs: 200 },
  params: z.strictObject({
    kind: z.literal('loss'),
    share: z.number().positive().max(1),
    // The shortest wait of Linux before it sends again.
    retransmitMs: z.number().positive().max(60_000).default(200),
    direction: directionParam,
  }),
  harmOf: ({ share, retransmitMs, direction }, random) => ({
    flow: flowIn(direction, { delayMs: () => (random() < share ? retransmitMs : 0) }),
  }),
})
