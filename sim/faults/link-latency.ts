import { z } from 'zod'
import { defineLinkFault, directionParam } from './define-link-fault.ts'
import { allTake } from './proofs.ts'

/** Links are slow, and unevenly so. */
export const linkLatency = defineLinkFault({
  kind: 'link-latency',
  about: 'Links are slow: every chunk arrives `latencyMs` later, give or take `jitterMs`.',
  example: { from: 'instance', to: 'backend', latencyMs: 100, jitterMs: 20 },
  shape: {
    latencyMs: z.number().min(5).max(60_000).default(100),
    jitterMs: z.number().nonnegative().max(60_000).default(0),
    direction: directionParam,
  },
  toxicOf: (params) => ({ kind: 'latency', ...params }),
  prove: (linkIds, world, { latencyMs, jitterMs, direction }) => {
    const ways = direction === 'both' ? 2 : 1
    return allTake(ways * Math.max(1, latencyMs - jitterMs), linkIds, world)
  },
})
