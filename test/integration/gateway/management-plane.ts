import { createServer } from 'node:http'
import type { Revision } from '../../../ledger/revision.ts'

/** A management plane that publishes whatever it is given. */
export async function planeOf(first: Revision | undefined) {
  const state = { latest: first, asked: 0, isAway: false }
  const server = createServer((request, response) => {
    state.asked += 1
    const url = new URL(request.url ?? '', 'http://plane')
    const { latest } = state
    if (state.isAway) request.socket.destroy()
    else if (latest === undefined || latest.number <= Number(url.searchParams.get('after')))
      response.writeHead(204).end()
    else response.end(JSON.stringify(latest))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    state,
    endpoint: { host: '127.0.0.1', port },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
