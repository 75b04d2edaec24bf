import { type FastifyInstance, fastify } from 'fastify'
import { z } from 'zod'
import { type Clock, wait } from '../clock.ts'
import type { RouterState } from './router-state.ts'

const querySchema = z.object({ name: z.string().max(253), from: z.string().max(100) })

/**
 * Answers names: `GET /resolve?name=gateway.gatedrill.test&from=westeurope`. HTTP and not port 53,
 * for in this world an address is a link; names, times to live and statuses mean what they mean in
 * DNS (RFC 1035).
 */
export function resolver(state: RouterState, clock: Clock): FastifyInstance {
  const app = fastify({ forceCloseConnections: true })
  app.get('/resolve', async (request, reply) => {
    const query = querySchema.safeParse(request.query)
    if (!query.success) return reply.code(400).send({ error: z.prettifyError(query.error) })
    // Read again at the end: who waits for an answer gets the newest.
    if (state.delayMs > 0) await wait(clock, state.delayMs)
    return state.resolve(query.data.name, query.data.from)
  })
  app.get('/status', () => state.status(0))
  return app
}
