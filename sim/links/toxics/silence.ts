import { z } from 'zod'
import { defineToxic, directionParam, directionsOf } from './define-toxic.ts'

/**
 * A blackhole: nothing passes, nothing is ended and nothing is reset, as when a zone loses power.
 * Live connections stop at once; new ones are accepted (a user-space proxy cannot leave a SYN
 * unanswered) and never hear a byte, also when only one direction is silent: no handshake would
 * end then. What a silent direction was sent stays in the sender's buffers, as without an
 * acknowledgement. Healing resets the old connections: whoever comes back knows none of them.
 */
export const silence = defineToxic({
  kind: 'silence',
  example: { kind: 'silence', direction: 'both' },
  params: z.strictObject({ kind: z.literal('silence'), direction: directionParam }),
  harmOf: ({ direction }) => ({
    holds: directionsOf(direction),
    door: 'mute',
    resetsAtEnd: true,
  }),
})
