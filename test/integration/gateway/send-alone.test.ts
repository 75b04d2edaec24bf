import { createServer, type RequestListener } from 'node:http'
import { expect, test } from 'vitest'
import type { SideRequest } from '../../../gateway/backends/call.ts'
import { compileBackends } from '../../../gateway/backends/caller.ts'
import { BackendPools } from '../../../gateway/backends/pools.ts'
import { systemClock } from '../../../gateway/clock.ts'
import { bodyOfText } from '../../../gateway/pipeline/body.ts'
import { HeaderList } from '../../../gateway/pipeline/headers.ts'
import { newEpochNs } from '../../../ledger/clock.ts'
import { contentOf } from '../../unit/gateway/in-memory.ts'

/** A world of one host, `stock.example`, that answers like this. */
async function worldOf(answer: RequestListener) {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const hosts = { 'stock.example': { host: '127.0.0.1', port } }
  const clock = systemClock(newEpochNs())
  const pools = new BackendPools({ clock, hosts, connectTimeoutMs: 500 })
  const { send } = compileBackends({ content: contentOf(), pools, clock })
  return {
    send: (more: Partial<SideRequest> = {}) => {
      const url = 'https://stock.example/items?a=1'
      const request = { url, method: 'POST', headers: new HeaderList(), body: bodyOfText('two') }
      return send({ ...request, timeoutMs: 2_000, ...more })
    },
    async [Symbol.asyncDispose]() {
      await pools[Symbol.asyncDispose]()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

test('the request arrives as it was made, and the response comes whole', async () => {
  await using world = await worldOf(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    const { host, user } = request.headers
    response.writeHead(201).write('part ')
    response.end([request.method, request.url, host, user, text].join(' '))
  })
  const headers = new HeaderList()
  headers.set('user', 'x')
  headers.set('Content-Length', '99')
  headers.set('Connection', 'close')
  const result = await world.send({ headers })
  const answer = result.kind === 'answer' ? result.response : undefined
  const text = answer?.body.kind === 'bytes' ? answer.body.bytes.toString() : ''
  expect([answer?.status, text]).toEqual([201, 'part POST /items?a=1 stock.example x two'])
})

test.each([
  ['a host outside of this world', 'https://other.example/', 'BackendConnectionFailure', /no host/],
  ['a text that is no URL', '/items', 'BackendConnectionFailure', /no http or https URL/],
])('%s is not called', async (_case, url, reason, message) => {
  await using world = await worldOf((_request, response) => response.end())
  expect(await world.send({ url })).toMatchObject({
    reason,
    message: expect.stringMatching(message),
  })
})

test.each<[string, RequestListener, string]>([
  ['no head in time', () => undefined, 'Timeout'],
  ['no end in time', (_request, response) => response.writeHead(200).write('a'), 'Timeout'],
  ['a cut connection', (request) => request.socket.destroy(), 'BackendConnectionFailure'],
])('%s is a failure', async (_case, answer, reason) => {
  await using world = await worldOf(answer)
  expect(await world.send({ timeoutMs: 200 })).toMatchObject({ kind: 'failure', reason })
})

test('it is called off when nobody waits any more', async () => {
  const client = new AbortController()
  await using world = await worldOf(() => client.abort())
  expect(await world.send({ signal: client.signal })).toMatchObject({
    reason: 'ClientConnectionFailure',
  })
})
