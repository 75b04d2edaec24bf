import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { RequestTrace } from '../../../gateway/trace/trace.ts'
import { runCli } from '../../e2e/drill.ts'
import { localBackend } from '../gateway/local-backend.ts'

const orders = 'scenarios/configs/orders'

test('prints what each policy does to a request, and the echo of what a backend would get', async () => {
  const { stdout, code } = await runCli(['explain', orders, 'GET', '/orders/7', '-s', 'contoso'])
  expect(code).toBe(0)
  expect(stdout).toMatch(
    /^GET https:\/\/gateway\.example\/orders\/7\n {2}api orders, operation get-order/,
  )
  expect(stdout).toMatch(
    /set-backend-service .* apis\/orders\/policy\.xml:4:3\n +~ backend entity orders-backend/,
  )
  expect(stdout).toMatch(/forward-request/)
  expect(stdout).toMatch(/200 OK {2}made by the backend/)
  expect(stdout).toContain('"url": "https://orders.contoso.example/v2/orders/7"')
  expect(stdout).toContain('"Ocp-Apim-Subscription-Key": "***"')
  // Nobody looks at it: no colours.
  expect(stdout).not.toContain('\u001b[')
})

test('a refusal is explained too, with what to send', async () => {
  const { stdout, code } = await runCli(['explain', orders, 'GET', '/orders/7'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/authorization .* fails: 401 SubscriptionKeyNotFound/)
  expect(stdout).toContain('send a key with --subscription: contoso, fabrikam, operations')
})

test('as JSON, with a body from a file and a backend that is really called', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'explain-'))
  await using backend = await localBackend()
  writeFileSync(join(folder, 'order.json'), '{"item":"7"}')
  const { stdout, code } = await runCli([
    ...['explain', orders, 'post', '/orders?note=1', '-s', 'operations', '--json'],
    ...['-H', 'Content-Type: application/json', '-d', `@${join(folder, 'order.json')}`],
    ...['--map', `orders.contoso.example=127.0.0.1:${backend.endpoint.port}`],
  ])
  rmSync(folder, { recursive: true })
  expect(code).toBe(0)
  const trace: RequestTrace & { body: string } = JSON.parse(stdout)
  expect(trace).toMatchObject({
    request: { method: 'POST', url: 'https://gateway.example/orders?note=1' },
    matched: { api: 'orders', operation: 'create-order', subscription: 'operations' },
    response: { status: 200, madeBy: { layer: 'backend' } },
  })
  expect(trace.steps.length).toBeGreaterThan(5)
  expect(backend.requests.map(({ head, body }) => [head.url, body])).toEqual([
    ['/v2/orders?note=1', '{"item":"7"}'],
  ])
})

test('a body from a file that is not there is refused', async () => {
  const { stderr, code } = await runCli(['explain', orders, 'POST', '/orders', '-d', '@no.json'])
  expect(stderr).toMatch(/^--data @no\.json: .*CLI_FILE_MISSING/)
  expect(code).toBe(2)
})
