import { once } from 'node:events'
import { Agent, request, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { expect, test, vi } from 'vitest'
import { systemClock } from '../../../gateway/clock.ts'
import { bodyOfText } from '../../../gateway/pipeline/body.ts'
import { newResponse } from '../../../gateway/pipeline/response.ts'
import { gatewayMetrics } from '../../../gateway/telemetry/metrics.ts'
import { listen } from '../../../gateway/transport/listen.ts'
import { send } from '../../../gateway/transport/send.ts'
import { clockSince, newEpochNs } from '../../../ledger/clock.ts'
import { type GatewayStatus, gatewayStatusSchema } from '../../../ledger/launch/gateway.ts'
import { revisionOf } from '../../../ledger/revision.ts'
import { realClock } from '../../../sim/clock.ts'
import { Child } from '../../../sim/processes/child.ts'
import { apiOf, contentOf, operationOf } from '../../unit/gateway/in-memory.ts'
import { runFolder } from '../sim/run-folder.ts'
import { localBackend } from './local-backend.ts'

const revision = revisionOf(1, contentOf({ apis: [apiOf([operationOf('item')])] }))
const local = { host: '127.0.0.1', port: 0 }

async function instanceBefore(backend: { readonly host: string; readonly port: number }) {
  const folder = runFolder()
  const epochNs = newEpochNs()
  const child = await Child.start({
    name: 'r-1-u1-a',
    main: 'gateway/main',
    launch: {
      instance: 'r-1-u1-a',
      region: 'r',
      zone: 'r-1',
      incarnation: 1,
      runId: '0123456789abcdef',
      epochNs: String(epochNs),
      listen: local,
      listenPeers: local,
      syncPeriodMs: 1_000,
      peers: [],
      connectTimeoutMs: 1_000,
      revision,
      hosts: { '*': backend },
    },
    logPath: folder.log('gateway'),
    readyWithinMs: 20_000,
    clock: realClock(clockSince(epochNs)),
    onEvent: () => undefined,
  })
  return {
    child,
    get: (path: string, agent: Agent) => get(child.portOf('http'), path, agent),
    status: async (): Promise<GatewayStatus> =>
      gatewayStatusSchema.parse(await child.command('status', {})),
    async [Symbol.asyncDispose]() {
      await child.stop()
      folder[Symbol.dispose]()
    },
  }
}

function get(port: number, path: string, agent: Agent) {
  return new Promise<{ status: number; connection: string | undefined; isReused: boolean }>(
    (resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, path, agent }, (answer) => {
        answer.resume()
        answer.once('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            connection: answer.headers.connection,
            isReused: asked.reusedSocket,
          }),
        )
      })
      asked.once('error', reject)
      asked.end()
    },
  )
}

const statusPath = '/status-0123456789abcdef'

test('an instance that drains says so, serves who still comes, and lets each connection go', async () => {
  await using backend = await localBackend()
  await using instance = await instanceBefore(backend.endpoint)
  const [client, probe] = [new Agent({ keepAlive: true, maxSockets: 1 }), new Agent()]
  expect(await instance.get('/orders/item', client)).toMatchObject({
    status: 200,
    connection: 'keep-alive',
  })
  expect(await instance.get(statusPath, probe)).toMatchObject({ status: 200 })
  expect(await instance.status()).toEqual({ connections: 1 })

  await instance.child.command('drain', {})
  expect(await instance.get(statusPath, probe)).toMatchObject({ status: 503 })
  // The connection that was open carries one more request, and its answer ends it.
  expect(await instance.get('/orders/item', client)).toEqual({
    status: 200,
    connection: 'close',
    isReused: true,
  })
  // Until the load balancer has seen it, new ones come too.
  expect(await instance.get('/orders/item', client)).toEqual({
    status: 200,
    connection: 'close',
    isReused: false,
  })
  expect(await instance.status()).toEqual({ connections: 0 })
  client.destroy()
})

test('a request under way when it is told to go gets its whole answer', async () => {
  const held: ServerResponse[] = []
  await using backend = await localBackend((_head, response) => held.push(response))
  await using instance = await instanceBefore(backend.endpoint)
  const agent = new Agent({ keepAlive: true })
  const answers = Promise.all(Array.from({ length: 8 }, () => instance.get('/orders/item', agent)))
  await vi.waitFor(() => expect(held).toHaveLength(8), 10_000)
  const stopped = instance.child.stop()
  for (const response of held) response.end('late')
  await stopped
  expect((await answers).map(({ status }) => status)).toEqual(Array(8).fill(200))
  agent.destroy()
})

test('a connection that has been answered and is idle keeps nobody waiting', {
  timeout: 10_000,
}, async () => {
  await using listener = await listen({
    at: local,
    handle: (_message, answer) => {
      send({ ...newResponse(200), body: bodyOfText('done') }, answer, 'GET')
    },
    metrics: gatewayMetrics('r-1-u1-a', () => 0),
    ...systemClock(newEpochNs()),
  })
  const socket = connect({ host: '127.0.0.1', port: listener.port })
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  const [bytes] = await once(socket, 'data')
  expect(String(bytes)).toContain('done')
  // Longer than a test may take: it is not the end of the wait that closes it.
  await Promise.all([listener.drain(600_000), once(socket, 'close')])
})

test('a command that it does not know is refused', async () => {
  await using backend = await localBackend()
  await using instance = await instanceBefore(backend.endpoint)
  await expect(instance.child.command('dance', {})).rejects.toThrow(/no command dance/)
})
