import { z } from 'zod'
import { defineToxic, directionParam, flowIn } from './define-toxic.ts'

/**
 * Every chunk arrives `latencyMs` later, give or take up to `jitterMs`, evenly drawn; order is
 * kept. The handshake is not delayed: it ends at the proxy.
 */
export const latency = defineToxic({
  kind: 'latency',
  example: { kind: 'latency', latencyMs: 20, jitterMs: 5, direction: 'down' },
  params: z.strictObject({
    kind: z.literal('latency'),
    latencyMs: z.number().nonnegative().max(60_000),
    jitterMs: z.number().nonnegative().max(60_000).default(0),
    direction: directionParam,
  }),
  harmOf({ latencyMs, jitterMs, direction }, random) {
    const delayMs = () => Math.max(0, latencyMs + jitterMs * (2 * random() - 1))
    return { flow: flowIn(direction, { delayMs }) }
  },
})
