import { expect, test } from 'vitest'
import type {
  BackendAnswer,
  BackendCaller,
  BackendFailure,
  SideRequest,
} from '../../../../../gateway/backends/call.ts'
import { newResponse } from '../../../../../gateway/pipeline/response.ts'
import { gatewayWith, inbound } from '../../in-memory.ts'

const path = '/orders/item/1'
const sending = (name: string, attributes = '') =>
  `<send-request response-variable-name="${name}" ${attributes}><set-url>https://${name}.example/</set-url></send-request>`
const chosen = (inside: string) => `<choose><when condition="true">${inside}</when></choose>`
const canceled = {
  kind: 'failure',
  reason: 'ClientConnectionFailure',
  message: 'canceled',
} as const
const failed = { kind: 'failure', reason: 'Timeout', message: 'late' } as const
const good: BackendAnswer = { kind: 'answer', response: newResponse(200) }

/** A gateway whose policies' requests are answered by hand, by their host. */
function heldGateway(policy: string) {
  const held = new Map<string, (result: BackendAnswer | BackendFailure) => void>()
  const called: string[] = []
  const backends: BackendCaller = {
    hasEntity: () => false,
    sendTo: () => Promise.reject(new Error('none')),
    forward: async () => {
      called.push('backend')
      return { kind: 'answer', response: newResponse(202) }
    },
    send({ url, signal }: SideRequest) {
      const name = url.replace(/^https:..|\.example.*$/g, '')
      called.push(name)
      return new Promise((resolve) => {
        held.set(name, resolve)
        signal?.addEventListener('abort', () => {
          called.push(`${name} called off`)
          resolve(canceled)
        })
      })
    },
  }
  const { send } = gatewayWith({ api: inbound(policy) }, { tools: { backends } })
  const tell = (name: string, result: BackendAnswer | BackendFailure) => held.get(name)?.(result)
  return { send, tell, called }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

test.each([
  ['by default', '<wait>'],
  ['as told', '<wait for="all">'],
  ['by an expression', '<wait for="@(&quot;all&quot;)">'],
])('all run at once, and all are waited for %s', async (_case, wait) => {
  const { send, tell, called } = heldGateway(`${wait}${sending('a')}${chosen(sending('b'))}</wait>`)
  const answer = send({ path })
  await settled()
  expect(called).toEqual(['a', 'b'])
  tell('b', good)
  await settled()
  expect(called).toEqual(['a', 'b'])
  tell('a', good)
  const { status, exchange } = await answer
  expect([status, [...exchange.variables.keys()].sort()]).toEqual([202, ['a', 'b']])
})

test.each([
  ['that is a request', sending('b')],
  ['inside choose', chosen(sending('b'))],
])('any goes on with the first one %s and calls the others off', async (_case, second) => {
  const loser = sending('a', 'ignore-error="true"')
  const { send, tell, called } = heldGateway(`<wait for="any">${loser}${second}</wait>`)
  const answer = send({ path })
  await settled()
  tell('b', good)
  const { status, exchange } = await answer
  await settled()
  expect([status, [...exchange.variables.keys()]]).toEqual([202, ['b']])
  expect([called.includes('a called off'), exchange.signal.aborted]).toEqual([true, false])
})

test('a failure is told once all have ended', async () => {
  const { send, tell, called } = heldGateway(`<wait>${sending('a')}${sending('b')}</wait>`)
  const answer = send({ path })
  await settled()
  tell('a', failed)
  await settled()
  tell('b', good)
  const { status, exchange } = await answer
  expect([status, called]).toEqual([500, ['a', 'b']])
  expect(exchange.lastError).toMatchObject({
    source: 'send-request',
    reason: 'Timeout',
    path: 'wait[1]\\send-request[1]',
  })
  expect(exchange.variables.has('b')).toBe(true)
})

test('a failure that comes first is the end of any', async () => {
  const { send, tell } = heldGateway(`<wait for="any">${sending('a')}${sending('b')}</wait>`)
  const answer = send({ path })
  await settled()
  tell('b', failed)
  const { status, exchange } = await answer
  expect([status, exchange.lastError?.path]).toEqual([500, 'wait[1]\\send-request[2]'])
})

test('what its policies change, the request keeps', async () => {
  const change = chosen('<set-variable name="a" value="b" /><set-method>PUT</set-method>')
  const { send, called } = heldGateway(`<wait for="any">${change}</wait>`)
  const { exchange } = await send({ path })
  expect([exchange.variables.get('a'), exchange.request.method]).toEqual(['b', 'PUT'])
  expect(called).toEqual(['backend'])
})

test.each(['all', 'any'])('without policies there is nothing to wait for: %s', async (which) => {
  expect((await heldGateway(`<wait for="${which}" />`).send({ path })).status).toBe(202)
})

test.each([
  ['another policy', '<wait><set-method>GET</set-method></wait>', /<set-method> stands in wait/],
  ['another word', '<wait for="one" />', /for of <wait> is not valid/],
])('is refused with %s', (_case, policy, message) => {
  expect(() => heldGateway(policy)).toThrow(message)
})
