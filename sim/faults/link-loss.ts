import { z } from 'zod'
import { defineLinkFault, directionParam } from './define-link-fault.ts'
import { allFelt } from './proofs.ts'

/** Links lose packets, as far as those who speak TCP notice. */
export const linkLoss = defineLinkFault({
  kind: 'link-loss',
  about: 'Links lose packets: `share` of all chunks come a retransmission later.',
  example: { from: 'instance', to: 'backend', share: 0.2 },
  shape: {
    share: z.number().positive().max(1).default(0.05),
    retransmitMs: z.number().positive().max(60_000).default(200),
    direction: directionParam,
  },
  toxicOf: (params) => ({ kind: 'loss', ...params }),
  prove: allFelt,
})
