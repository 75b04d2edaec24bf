import { z } from 'zod'
import { defineLinkFault, directionParam } from './define-link-fault.ts'
import { allFelt } from './proofs.ts'

/** Connections end in the middle of what they carry. */
export const linkLimit = defineLinkFault({
  kind: 'link-limit',
  about: 'Connections end after `bytes`: in order (fin), by reset, or in silence.',
  example: { from: 'instance', to: 'backend', bytes: 64, endsBy: 'reset', direction: 'down' },
  shape: {
    bytes: z.number().int().nonnegative(),
    endsBy: z.enum(['fin', 'reset', 'silence']).default('fin'),
    direction: directionParam,
  },
  toxicOf: (params) => ({ kind: 'limit', ...params }),
  prove: allFelt,
})
