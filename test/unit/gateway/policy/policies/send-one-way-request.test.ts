import { expect, test } from 'vitest'
import type { BackendCaller, SideRequest } from '../../../../../gateway/backends/call.ts'
import { newResponse } from '../../../../../gateway/pipeline/response.ts'
import { gatewayWith, inbound } from '../../in-memory.ts'

const path = '/orders/item'
const sending = (attributes = '') =>
  `<send-one-way-request ${attributes}><set-url>https://audit.example/calls</set-url><set-method>POST</set-method><set-body>@(context.Operation.Id)</set-body></send-one-way-request>`
const asked = { path, method: 'POST', headers: { user: 'x' }, body: 'two' }

test.each([
  ['a new one', '', undefined, 60_000],
  ['a copy', 'mode="copy" timeout="5"', 'x', 5_000],
])('sends %s', async (_case, attributes, user, timeoutMs) => {
  const gateway = gatewayWith({ api: inbound(sending(attributes)) })
  expect((await gateway.send(asked)).text).toBe('from the backend')
  const [request] = gateway.sent
  expect(request).toMatchObject({ url: 'https://audit.example/calls', method: 'POST', timeoutMs })
  expect(request?.headers.first('user')).toBe(user)
  expect(request?.body).toEqual({ kind: 'bytes', bytes: Buffer.from('create') })
})

test('nobody waits for the answer', async () => {
  const sent: SideRequest[] = []
  const backends: BackendCaller = {
    hasEntity: () => false,
    sendTo: () => Promise.reject(new Error('none')),
    forward: async () => ({ kind: 'answer', response: newResponse(202) }),
    send(request) {
      sent.push(request)
      return new Promise(() => undefined)
    },
  }
  const { status } = await gatewayWith({ api: inbound(sending()) }, { tools: { backends } }).send(
    asked,
  )
  expect([status, sent.length, sent[0]?.signal]).toEqual([202, 1, undefined])
})

test('a failure is no error, but traced', async () => {
  const api = inbound(sending())
  const { status, exchange, traced } = await gatewayWith(
    { api },
    { beside: [{ failure: 'BackendConnectionFailure' }] },
  ).send(asked)
  expect([status, exchange.lastError]).toEqual([200, undefined])
  expect(traced).toEqual(['send-one-way-request: it is down'])
})

test('it takes no variable for the answer', () => {
  expect(() => gatewayWith({ api: inbound(sending('response-variable-name="a"')) })).toThrow(
    /no attribute response-variable-name/,
  )
})
