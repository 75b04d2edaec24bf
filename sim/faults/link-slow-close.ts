import { z } from 'zod'
import { defineLinkFault, directionParam } from './define-link-fault.ts'
import { allFelt } from './proofs.ts'

/** Ends arrive late, so that connections linger that nobody uses. */
export const linkSlowClose = defineLinkFault({
  kind: 'link-slow-close',
  about: 'Ends of connections arrive `delayMs` later, so that connections linger.',
  example: { from: 'instance', to: 'backend', delayMs: 2_000 },
  shape: {
    delayMs: z.number().positive().max(600_000).default(2_000),
    direction: directionParam,
  },
  toxicOf: (params) => ({ kind: 'slow-close', ...params }),
  prove: allFelt,
})
