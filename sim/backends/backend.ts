import { METHODS } from 'node:http'
import type { Socket } from 'node:net'
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify'
import { idsOf } from '../../ledger/ids.ts'
import type { BackendRecord } from '../../ledger/records.ts'
import type { Clock } from '../clock.ts'
import { statusPath } from '../edge/probe.ts'
import { failed } from './behaviour.ts'
import { echoOf } from './echo.ts'
import { operationNames } from './operation-name.ts'
import { sendAnswer } from './send-answer.ts'
import type { Call, Treatment } from './treatment.ts'
import type { Turn, Workers } from './workers.ts'

export type BackendOptions = {
  readonly name: string
  readonly runId: string
  /** What becomes of a call, all harms included. */
  readonly treat: (call: Call) => Treatment
  readonly workers: Workers
  /** Of the replica that a connection leads to. */
  readonly zoneOf: (socket: Socket) => string
  readonly clock: Clock
  readonly record: (record: BackendRecord) => void
}

/**
 * A backend that answers any method and path: 201 with `Location` to POST, else 200, after a
 * service time that starts when the request's body has been read and a worker is there. It writes
 * down when a head arrived, and then either that it answered or that its caller had gone away.
 */
export function simulatedBackend(options: BackendOptions): FastifyInstance {
  const { treat, workers, zoneOf, clock } = options
  const operationOf = operationNames()
  const answer = answersOf(options)
  // Bodies are drained, not kept: their size is the gateway's matter.
  const app = fastify({ forceCloseConnections: true, bodyLimit: Number.MAX_SAFE_INTEGER })
  for (const method of METHODS) {
    if (!app.supportedMethods.includes(method)) app.addHttpMethod(method, { hasBody: true })
  }
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => {
    payload.on('end', () => done(null))
    payload.on('error', done)
    payload.resume()
  })
  addRecording(app, options, operationOf)
  app.get(statusPath, (_request, reply) => reply.code(200).send())
  app.all('*', (request, reply) => {
    const operation = operationOf(request.method, pathOf(request.url))
    const begin = (turn: Turn) => {
      const treatment = treat({ operation, zone: zoneOf(request.raw.socket) })
      // Whatever becomes of the answer, its connection is free (or gone) when the work is done.
      if (treatment.ending.kind !== 'whole') reply.raw.once('close', turn.leave)
      const finish = () => {
        answer(request, reply, treatment)
        if (treatment.ending.kind === 'whole') turn.leave()
      }
      const delayMs = treatment.delayMs + turn.startMs
      if (delayMs === 0) finish()
      else clock.after(delayMs, finish)
    }
    const refusal = workers.enter(begin)
    if (refusal !== undefined) answer(request, reply, failed(0, refusal))
  })
  return app
}

/** Both ends of a call: when its head came, and that it was answered or its caller gone. */
function addRecording(
  app: FastifyInstance,
  { runId, clock, record }: BackendOptions,
  operationOf: (method: string, path: string) => string,
): void {
  app.addHook('onRequest', (request, reply, done) => {
    // The harness's own probes are no calls of the backend.
    if (request.url === statusPath) return done()
    const receivedAtUs = clock.nowUs()
    const ids = idsOf(runId, textOf(request.headers.traceparent))
    const seen = {
      requestId: ids?.requestId ?? 0,
      attempt: ids?.attempt ?? 0,
      receivedAtUs,
      operation: operationOf(request.method, pathOf(request.url)),
    }
    record({ ...seen, event: 'received', endedAtUs: 0, status: 0 })
    const { raw } = reply
    const end = (event: 'answered' | 'abandoned') => () => {
      if (isEnded) return
      isEnded = true
      const status = raw.headersSent ? raw.statusCode : 0
      record({ ...seen, event, endedAtUs: clock.nowUs(), status })
    }
    let isEnded = false
    raw.once('finish', end('answered'))
    raw.once('close', end('abandoned'))
    done()
  })
}

/** Makes the answer to a call and sends it as its treatment says. */
function answersOf({ name, clock }: BackendOptions) {
  const bodyOf = echoOf(name)
  let lastId = 0
  return (request: FastifyRequest, reply: FastifyReply, treatment: Treatment): void => {
    lastId += 1
    const { status, headers, body, bodyBytes, ending } = treatment
    const path = pathOf(request.url)
    const isPost = request.method === 'POST' && status === undefined
    const code = status ?? (isPost ? 201 : 200)
    const text = body ?? bodyOf(request.method, path, lastId, bodyBytes)
    const named: Record<string, string> = {
      'content-type': 'application/json; charset=utf-8',
      ...(isPost ? { location: `${path.replace(/\/$/, '')}/${lastId}` } : {}),
      ...headers,
    }
    if (ending.kind === 'whole') {
      reply.code(code).headers(named).send(text)
      return
    }
    // What is not whole is no business of the framework: it would make it so.
    reply.hijack()
    void sendAnswer(reply.raw, { status: code, headers: named, body: text }, ending, clock)
  }
}

function pathOf(url: string): string {
  const end = url.indexOf('?')
  return end < 0 ? url : url.slice(0, end)
}

function textOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined
}
