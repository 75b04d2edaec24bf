import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Endpoint } from '../../../ledger/launch/gateway.ts'

export type LocalBackend = AsyncDisposable & {
  readonly endpoint: Endpoint
  readonly server: Server
  /** In order of arrival; their bodies are read. */
  readonly requests: readonly { readonly head: IncomingMessage; readonly body: string }[]
}

/** A backend on a free port; without a handler it answers with what it was asked. */
export async function localBackend(
  handle?: (head: IncomingMessage, response: ServerResponse, body: string) => void,
): Promise<LocalBackend> {
  const requests: { head: IncomingMessage; body: string }[] = []
  const server = createServer(async (head, response) => {
    const chunks: Buffer[] = []
    try {
      for await (const chunk of head) chunks.push(chunk)
    } catch {
      // The sender has broken off: nobody waits for an answer.
      return
    }
    const body = Buffer.concat(chunks).toString('utf8')
    requests.push({ head, body })
    if (handle !== undefined) return handle(head, response, body)
    response.setHeader('Content-Type', 'application/json')
    response.end(
      JSON.stringify({ method: head.method, url: head.url, headers: head.headers, body }),
    )
  })
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
  return {
    endpoint: { host: '127.0.0.1', port },
    server,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
