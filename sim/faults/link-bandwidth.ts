import { z } from 'zod'
import { defineLinkFault, directionParam } from './define-link-fault.ts'
import { allFelt } from './proofs.ts'

/** Links are narrow. */
export const linkBandwidth = defineLinkFault({
  kind: 'link-bandwidth',
  about: 'Links are narrow: not more than `bytesPerS` pass.',
  example: { from: 'instance', to: 'backend', bytesPerS: 20_000, direction: 'down' },
  shape: {
    bytesPerS: z.number().positive(),
    direction: directionParam,
  },
  toxicOf: (params) => ({ kind: 'bandwidth', ...params }),
  prove: allFelt,
})
