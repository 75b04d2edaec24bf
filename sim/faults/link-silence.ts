import { defineLinkFault, directionParam } from './define-link-fault.ts'
import { allFelt } from './proofs.ts'

/** Links swallow what they are given, one way or both. */
export const linkSilence = defineLinkFault({
  kind: 'link-silence',
  about: 'Nothing passes, nothing ends, nothing is reset; in one direction only it is asymmetric.',
  example: { from: 'instance', to: 'backend', direction: 'up' },
  shape: {
    direction: directionParam,
  },
  toxicOf: ({ direction }) => ({ kind: 'silence', direction }),
  prove: allFelt,
})
