import { type RequestOptions, request } from 'node:http'
import { request as requestTls } from 'node:https'
import { TLSSocket } from 'node:tls'
import type { Endpoint } from '../ledger/launch/gateway.ts'
import type { Clock } from './clock.ts'

export type CanaryCall = {
  readonly endpoint: Endpoint
  readonly path: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Whole answer; past it the canary gives up. */
  readonly withinMs: number
  /** Name of the host to ask for over TLS, whatever its certificate; absent: no TLS. */
  readonly tlsHost?: string
  /** PEM that the certificate is checked by; absent: the well-known ones. */
  readonly authority?: string | undefined
}

/** What a canary saw: an answer as far as it came, and what cut it off if anything did. */
export type CanaryAnswer = {
  /** 0 when no head came. */
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
  /** From the start until the head came, or until it failed before. */
  readonly headMs: number
  readonly totalMs: number
  /** What is wrong with the certificate, as OpenSSL says it (`CERT_HAS_EXPIRED`), or `none`; over TLS. */
  readonly certificateTrouble?: string
  /** `none` for a whole answer, else Node's code (`ECONNREFUSED`), or `TIMEOUT`. */
  readonly trouble: string
}

/** Of a call that was not made. */
export function noAnswer(trouble: string): CanaryAnswer {
  return { status: 0, headers: {}, body: '', headMs: 0, totalMs: 0, trouble }
}

const bodyCharactersMax = 1 << 20

/** One HTTP call of the controller's own, on a connection of its own. Never rejects. */
export function sendCanary(call: CanaryCall, clock: Clock): Promise<CanaryAnswer> {
  const { endpoint, path, method = 'GET', headers = {}, withinMs, tlsHost, authority } = call
  const begunAtUs = clock.nowUs()
  const sinceMs = () => (clock.nowUs() - begunAtUs) / 1_000
  return new Promise((resolve) => {
    let answer = { status: 0, headers: {}, headMs: 0 }
    let body = ''
    let certificateTrouble: string | undefined
    let isOver = false
    const options: RequestOptions = { ...endpoint, path, method, headers, agent: false }
    const sent =
      tlsHost === undefined
        ? request(options)
        : requestTls({
            ...options,
            servername: tlsHost,
            rejectUnauthorized: false,
            ...(authority === undefined ? {} : { ca: authority }),
          })
    const end = (trouble: string) => {
      if (isOver) return
      isOver = true
      callOff()
      const totalMs = sinceMs()
      const headMs = answer.status === 0 ? totalMs : answer.headMs
      const certificate = certificateTrouble === undefined ? {} : { certificateTrouble }
      resolve({ ...answer, ...certificate, headMs, totalMs, body, trouble })
      sent.destroy()
    }
    const callOff = clock.after(withinMs, () => end('TIMEOUT'))
    sent.on('error', (error) => end('code' in error ? String(error.code) : error.message))
    sent.on('socket', (socket) => {
      if (!(socket instanceof TLSSocket)) return
      socket.once('secureConnect', () => {
        certificateTrouble = socket.authorized ? 'none' : String(socket.authorizationError)
      })
    })
    sent.on('response', (response) => {
      answer = {
        status: response.statusCode ?? 0,
        headers: response.headers,
        headMs: sinceMs(),
      }
      response.setEncoding('utf8')
      response.on('data', (text: string) => {
        if (body.length < bodyCharactersMax) body += text
      })
      response.on('error', (error) => end('code' in error ? String(error.code) : error.message))
      response.on('end', () => end(response.complete ? 'none' : 'ECONNRESET'))
    })
    sent.end(call.body)
  })
}
