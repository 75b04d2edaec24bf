import { z } from 'zod'
import { defineLinkFault, directionParam } from './define-link-fault.ts'
import { allFelt } from './proofs.ts'

/** Links hand on small pieces, so that no read gets a whole message. */
export const linkSlice = defineLinkFault({
  kind: 'link-slice',
  about: 'Links hand on small pieces: `bytes` at a time, `gapMs` apart.',
  example: { from: 'instance', to: 'backend', bytes: 20, gapMs: 2 },
  shape: {
    bytes: z.number().int().positive(),
    gapMs: z.number().nonnegative().max(10_000).default(1),
    direction: directionParam,
  },
  toxicOf: (params) => ({ kind: 'slice', ...params }),
  prove: allFelt,
})
