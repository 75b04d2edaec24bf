import { timingSafeEqual } from 'node:crypto'
import { type FastifyInstance, type FastifyReply, fastify } from 'fastify'
import { z } from 'zod'
import { GatedrillError, type Problem } from '../../ledger/errors.ts'
import { worldErrorCodes, worldProblem } from '../errors.ts'
import type { FaultDesk } from './fault-desk.ts'
import { type GameDayStatus, injectSchema } from './protocol.ts'

export type ApiOptions = {
  readonly token: string
  readonly desk: Pick<FaultDesk, 'inject' | 'status' | 'heal' | 'healAll' | 'active'>
  status(): GameDayStatus
  /** Ends the game day; called once for every `POST /down`. */
  down(): void
}

const idSchema = z.object({ id: z.string() })
/** A fault's parameters are a few lines. */
const bodyBytesMax = 64 * 1024

/**
 * The controller's API of a game day (docs/game-day.md). Whoever asks must bring the token of the
 * state file, which only the owner of the game day can read.
 */
export function controllerApi({ token, desk, status, down }: ApiOptions): FastifyInstance {
  const app = fastify({ forceCloseConnections: true, bodyLimit: bodyBytesMax })
  const expected = Buffer.from(`Bearer ${token}`)

  app.addHook('onRequest', (request, reply, next) => {
    const given = Buffer.from(request.headers.authorization ?? '')
    if (given.length === expected.length && timingSafeEqual(given, expected)) next()
    else void refuse(reply, 401, unauthorized(request.url))
  })
  app.get('/status', () => status())
  app.get('/faults', () => ({ faults: desk.status() }))
  app.get('/faults/:id', (request, reply) => {
    const { id } = idSchema.parse(request.params)
    const fault = desk.status().find((one) => one.id === id)
    return fault ?? refuse(reply, 404, noSuchFault(id, desk.active))
  })
  app.post('/faults', (request, reply) => {
    const parsed = injectSchema.safeParse(request.body)
    if (!parsed.success) return refuse(reply, 400, badBody(z.prettifyError(parsed.error)))
    return reply.code(202).send(desk.inject(parsed.data))
  })
  app.delete('/faults/:id', async (request, reply) => {
    const { id } = idSchema.parse(request.params)
    const healed = await desk.heal(id)
    return healed ?? refuse(reply, 404, noSuchFault(id, desk.active))
  })
  app.delete('/faults', async () => ({ healed: await desk.healAll() }))
  app.post('/down', (_request, reply) => {
    // Once the answer is out: the end of the day closes its connection.
    reply.raw.once('finish', down)
    return reply.code(202).send({})
  })
  app.setNotFoundHandler((request, reply) => refuse(reply, 404, noSuchPath(request.url)))
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof GatedrillError) return refuse(reply, 400, ...error.problems)
    const message = error instanceof Error ? error.message : String(error)
    return refuse(reply, 400, badBody(message))
  })
  return app
}

function refuse(reply: FastifyReply, status: number, ...problems: readonly Problem[]) {
  return reply.code(status).send({ problems })
}

function unauthorized(url: string): Problem {
  return worldProblem({
    code: worldErrorCodes.gameDayToken,
    where: url,
    what: 'the token is missing or wrong',
    why: 'only the owner of a game day may steer it',
    fix: 'send Authorization: Bearer <token>, as the state file has it',
  })
}

function noSuchPath(url: string): Problem {
  return worldProblem({
    code: worldErrorCodes.gameDayRequest,
    where: url,
    what: 'there is nothing here',
    why: 'the API has /status, /faults, /faults/<id> and /down',
    fix: 'see docs/game-day.md',
  })
}

function badBody(why: string): Problem {
  return worldProblem({
    code: worldErrorCodes.gameDayRequest,
    where: 'the body',
    what: 'this request cannot be read',
    why,
    fix: 'send { "kind": "zone-down", "params": { "zone": 2 }, "durationS": 14 }',
  })
}

function noSuchFault(id: string, active: readonly string[]): Problem {
  return worldProblem({
    code: worldErrorCodes.gameDayNoSuchFault,
    where: id,
    what: 'there is no such fault in this game day',
    why: active.length === 0 ? 'no fault is active' : `active are ${active.join(', ')}`,
    fix: active.length === 0 ? 'inject one first' : 'name one of these, or --all',
  })
}
