import { METHODS } from 'node:http'
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify'
import type { ClockUs } from '../../ledger/clock.ts'
import { idsOf } from '../../ledger/ids.ts'
import type { BackendRecord } from '../../ledger/records.ts'
import { echoOf } from './echo.ts'
import { operationNames } from './operation-name.ts'

export type BackendOptions = {
  readonly name: string
  readonly runId: string
  readonly bodyBytes: number
  /** Draws one service time. */
  readonly serviceMs: () => number
  /** Calls back after a time; a sub-millisecond one at once. */
  readonly after: (delayMs: number, call: () => void) => void
  readonly nowUs: ClockUs
  readonly record: (record: BackendRecord) => void
}

/**
 * A backend that answers any method and path: 201 with `Location` to POST, else 200, after a
 * service time that starts when the request's body has been read. It writes down when a head
 * arrived, and then either that it answered or that its caller had gone away.
 */
export function simulatedBackend(options: BackendOptions): FastifyInstance {
  const { runId, serviceMs, after, nowUs, record } = options
  const bodyOf = echoOf(options.name, options.bodyBytes)
  const operationOf = operationNames()
  let lastId = 0
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

  app.addHook('onRequest', (request, reply, done) => {
    const receivedAtUs = nowUs()
    const path = pathOf(request.url)
    const ids = idsOf(runId, textOf(request.headers.traceparent))
    const seen = {
      requestId: ids?.requestId ?? 0,
      attempt: ids?.attempt ?? 0,
      receivedAtUs,
      operation: operationOf(request.method, path),
    }
    record({ ...seen, event: 'received', endedAtUs: 0, status: 0 })
    const { raw } = reply
    const end = (event: 'answered' | 'abandoned') => () => {
      if (isEnded) return
      isEnded = true
      record({ ...seen, event, endedAtUs: nowUs(), status: raw.headersSent ? raw.statusCode : 0 })
    }
    let isEnded = false
    raw.once('finish', end('answered'))
    raw.once('close', end('abandoned'))
    done()
  })

  const answer = (request: FastifyRequest, reply: FastifyReply) => {
    lastId += 1
    const path = pathOf(request.url)
    const isPost = request.method === 'POST'
    if (isPost) reply.header('location', `${path.replace(/\/$/, '')}/${lastId}`)
    reply
      .code(isPost ? 201 : 200)
      .header('content-type', 'application/json; charset=utf-8')
      .send(bodyOf(request.method, path, lastId))
  }
  app.all('*', (request, reply) => {
    const delayMs = serviceMs()
    if (delayMs === 0) answer(request, reply)
    else after(delayMs, () => answer(request, reply))
  })
  return app
}

function pathOf(url: string): string {
  const end = url.indexOf('?')
  return end < 0 ? url : url.slice(0, end)
}

function textOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined
}
