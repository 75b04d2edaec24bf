import { once } from 'node:events'
import { request } from 'node:http'
import { expect, test } from 'vitest'
import { revisionOf } from '../../../ledger/revision.ts'
import { apiOf, contentOf, document, operationOf } from '../../unit/gateway/in-memory.ts'
import { startGateway } from './gateway-process.ts'
import { localBackend } from './local-backend.ts'

const unbuffered = document(
  `<policies><backend><forward-request buffer-response="false" /></backend></policies>`,
)
const operations = [
  operationOf('events'),
  operationOf('raw', { policy: unbuffered }),
  operationOf('upload', { method: 'POST' }),
]
const revision = revisionOf(1, contentOf({ apis: [apiOf(operations)] }))

test.each([
  ['server-sent events', 'events', { 'Content-Type': 'text/event-stream' }],
  ['chunks', 'events', { 'Content-Type': 'text/plain' }],
  ['pieces of a known length, unbuffered', 'raw', { 'Content-Length': '28' }],
])('%s arrive one by one, the first before the last is sent', async (_what, path, headers) => {
  let sendOn = () => {}
  await using backend = await localBackend((_head, response) => {
    response.writeHead(200, headers)
    let count = 0
    sendOn = () => {
      count += 1
      if (count <= 4) response.write(`data:${count}`.padEnd(7))
      if (count === 4) response.end()
    }
    sendOn()
  })
  await using gateway = await startGateway({ revision, hosts: { '*': backend.endpoint } })
  const answer = await fetch(`${gateway.url}/orders/${path}`)
  const seen: string[] = []
  for await (const chunk of answer.body ?? []) {
    seen.push(Buffer.from(chunk).toString().trim())
    // Only now: whoever holds the first piece back never sees a second one.
    sendOn()
  }
  expect(seen).toEqual(['data:1', 'data:2', 'data:3', 'data:4'])
})

test('an upload arrives while it is sent', async () => {
  let arrived = ''
  await using backend = await localBackend()
  backend.server.removeAllListeners('request')
  backend.server.on('request', (head, response) => {
    head.setEncoding('utf8').on('data', (chunk) => (arrived += chunk))
    head.once('end', () => response.end('done'))
  })
  await using gateway = await startGateway({ revision, hosts: { '*': backend.endpoint } })
  const upload = request(`${gateway.url}/orders/upload`, { method: 'POST' })
  upload.write('first')
  await expect.poll(() => arrived).toBe('first')
  upload.end(' last')
  const [response] = await once(upload, 'response')
  expect(response.statusCode).toBe(200)
  expect(arrived).toBe('first last')
})

test('a stream that the client leaves is ended at the backend', async () => {
  let closed = 0
  await using backend = await localBackend((_head, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('data: 1\n\n')
    response.once('close', () => (closed += 1))
  })
  await using gateway = await startGateway({ revision, hosts: { '*': backend.endpoint } })
  const client = new AbortController()
  const answer = await fetch(`${gateway.url}/orders/events`, { signal: client.signal })
  await answer.body?.getReader().read()
  client.abort()
  await expect.poll(() => closed).toBe(1)
})
