import { z } from 'zod'
import { defineLinkFault } from './define-link-fault.ts'
import { allFelt } from './proofs.ts'

/** One direction of each connection ends, and the other goes on. */
export const linkHalfClose = defineLinkFault({
  kind: 'link-half-close',
  about: 'Connections are half closed: one direction ends, the other goes on.',
  example: { from: 'instance', to: 'backend', direction: 'down' },
  shape: {
    direction: z.enum(['up', 'down']).default('down'),
  },
  toxicOf: ({ direction }) => ({ kind: 'end', direction }),
  prove: allFelt,
})
