import type { Think } from '../../ledger/launch/sessions.ts'
import type { Random } from '../random.ts'

/** Draws how long a user thinks, in milliseconds. */
export function thinkMsOf(think: Think | undefined, random: Random): number {
  switch (think?.kind) {
    case undefined:
      return 0
    case 'fixed':
      return think.ms
    case 'exponential':
      // 1 - u lies in (0, 1].
      return -Math.log(1 - random()) * think.meanMs
    case 'lognormal': {
      // Box and Muller, 1958: a normal number of two uniform ones.
      const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
      return think.medianMs * Math.exp(think.sigma * normal)
    }
  }
}
