import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { serveFolder } from '../../../gateway/serve.ts'
import { localBackend } from './local-backend.ts'

const root = join(import.meta.dirname, '../../..')
const orders = join(root, 'scenarios/configs/orders')
const demo = join(root, '../shared/input/apiops-demo')

async function serve(folder: string, backend: { host: string; port: number }, isStrict = false) {
  const lines: string[] = []
  const gateway = await serveFolder({
    folder,
    port: 0,
    host: '127.0.0.1',
    hosts: { '*': backend },
    namedValues: { 'allowed-ip-address': '127.0.0.1' },
    keysOf: (id) => ({ primary: `${id}-primary`, secondary: `${id}-secondary` }),
    isStrict,
    say: (line) => lines.push(line),
  })
  const call = (path: string, init: RequestInit & { key?: string } = {}) =>
    fetch(`${gateway.url}${path}`, {
      ...init,
      headers: {
        ...(init.key === undefined ? {} : { 'Ocp-Apim-Subscription-Key': init.key }),
        ...(init.body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
    })
  return { gateway, lines, call, [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose]() }
}

describe('the shipped configuration', () => {
  test('is served without a warning, and strictly', async () => {
    await using backend = await localBackend()
    await using served = await serve(orders, backend.endpoint, true)
    expect(served.lines.filter((line) => line.startsWith('warning'))).toEqual([])
    expect(served.lines).toContainEqual(expect.stringMatching(/^GET +\/orders\/\{id\} +key$/))
  })

  test.each([
    ['GET', '/orders/5?a=b', '/v2/orders/5?a=b'],
    ['GET', '/orders/5/status', '/v2/orders/5?view=status'],
    ['POST', '/orders', '/v2/orders'],
  ])('%s %s calls the backend at %s', async (method, path, called) => {
    await using backend = await localBackend()
    await using served = await serve(orders, backend.endpoint)
    const body = method === 'POST' ? '{}' : undefined
    const answer = await served.call(path, {
      method,
      key: 'operations-primary',
      ...(body === undefined ? {} : { body }),
    })
    expect([answer.status, calledUrlOf(await answer.text())]).toEqual([200, called])
    expect(answer.headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('refuses a call without key or token, and says why in headers', async () => {
    await using backend = await localBackend()
    await using served = await serve(orders, backend.endpoint)
    const answers = [
      await served.call('/orders/5'),
      await served.call('/customers/me', { key: 'operations-primary' }),
    ]
    expect(
      answers.map(({ status, headers }) => [
        status,
        headers.get('x-error-source'),
        headers.get('x-error-reason'),
      ]),
    ).toEqual([
      [401, 'authorization', 'SubscriptionKeyNotFound'],
      [401, 'validate-jwt', 'TokenNotPresent'],
    ])
  })
})

describe.skipIf(!existsSync(demo))(
  'a real extract (skipped when ../shared/input is absent)',
  () => {
    test('is served', async () => {
      await using backend = await localBackend()
      await using served = await serve(demo, backend.endpoint)
      const key = '66ce4b511f9b910053070002-primary'
      const answers = await Promise.all(
        ['/echo/resource?param1=1', '/color/colors', '/sw/v1/films'].map((path) =>
          served.call(path, { key }),
        ),
      )
      for (const answer of answers) expect([200, 401]).toContain(answer.status)
      expect(answers.some(({ status }) => status === 200)).toBe(true)
    })
  },
)

test('a port in use is said', async () => {
  await using backend = await localBackend()
  const options = {
    folder: orders,
    host: '127.0.0.1',
    hosts: undefined,
    namedValues: {},
    isStrict: false,
  }
  const keysOf = () => ({ primary: 'a', secondary: 'b' })
  await expect(
    serveFolder({ ...options, port: backend.endpoint.port, keysOf, say: () => undefined }),
  ).rejects.toThrow('GATEWAY_PORT_IN_USE')
})

function calledUrlOf(echo: string): unknown {
  return JSON.parse(echo).url
}
