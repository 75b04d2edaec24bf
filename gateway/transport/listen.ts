import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Endpoint } from '../../ledger/launch/gateway.ts'
import { portInUse } from '../errors.ts'
import type { Metrics } from '../telemetry/metrics.ts'

export const statusPath = '/status-0123456789abcdef'
/** Beside the status path, where no API can stand in its way. */
export const metricsPath = '/metrics-0123456789abcdef'

export type Listener = AsyncDisposable & {
  readonly port: number
  /** Takes no new connections and waits for requests under way, at most this long. */
  drain(waitMs: number): Promise<void>
}

export type ListenOptions = {
  readonly at: Endpoint
  readonly handle: (message: IncomingMessage, response: ServerResponse) => void
  readonly metrics: Metrics
  readonly after: (delayMs: number, call: () => void) => () => void
}

// Tokens make heads large; the service allows URLs of 16 KiB.
const headBytesMax = 64 * 1024
// Idle connections are dropped by the load balancer after four minutes. Source: Azure Load Balancer.
const idleMs = 240_000
const headMs = 60_000

/** Serves HTTP/1.1 at an endpoint; port 0 takes any free one. */
export async function listen(options: ListenOptions): Promise<Listener> {
  const { at, handle, metrics, after } = options
  const server = createServer(
    {
      maxHeaderSize: headBytesMax,
      keepAliveTimeout: idleMs,
      headersTimeout: headMs,
      // Uploads may take as long as they need. Source: APIM limits, classic tiers.
      requestTimeout: 0,
      noDelay: true,
    },
    (message, response) => {
      if (message.url === statusPath) response.writeHead(200).end('Service Operational')
      else if (message.url === metricsPath) void sendMetrics(metrics, response)
      else handle(message, response)
    },
  )
  const port = await open(server, at)
  return {
    port,
    drain: (waitMs) => drain(server, waitMs, after),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      if (server.listening) await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function sendMetrics(metrics: Metrics, response: ServerResponse): Promise<void> {
  const text = await metrics.text()
  response.writeHead(200, { 'Content-Type': metrics.contentType }).end(text)
}

function open(server: Server, { host, port }: Endpoint): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const isInUse = 'code' in error && error.code === 'EADDRINUSE'
      reject(isInUse ? portInUse(host, port) : error)
    })
    server.listen(port, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

async function drain(server: Server, waitMs: number, after: ListenOptions['after']): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const cancel = after(waitMs, () => server.closeAllConnections())
  await closed
  cancel()
}
