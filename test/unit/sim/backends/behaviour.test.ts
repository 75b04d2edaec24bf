import { expect, test } from 'vitest'
import { backendLaunchSchema } from '../../../../ledger/launch/backend.ts'
import { behaviourOf } from '../../../../sim/backends/behaviour.ts'

function treatmentsOf(changes: object, operation = 'GET /orders/*', count = 1_000) {
  const launch = backendLaunchSchema.parse({
    name: 'orders',
    runId: '0123456789abcdef',
    epochNs: '0',
    seed: 3,
    listen: { host: '127.0.0.1', port: 0 },
    latencyMs: 5,
    spread: 0,
    bodyBytes: 100,
    ...changes,
  })
  const treat = behaviourOf(launch, 'backend-orders-1')
  return Array.from({ length: count }, () => treat({ operation, zone: '' }))
}

test('without more said, every call takes the service time and gets the echo', () => {
  const [treatment] = treatmentsOf({})
  expect(treatment).toEqual({ delayMs: 5, bodyBytes: 100, ending: { kind: 'whole' } })
})

test('so many calls fail as the share says, the same ones for the same seed', () => {
  const changes = { errors: { share: 0.2, status: 502 } }
  const statuses = treatmentsOf(changes).map(({ status }) => status)
  const failed = statuses.filter((status) => status === 502)
  expect(failed.length).toBeGreaterThan(150)
  expect(failed.length).toBeLessThan(250)
  expect(treatmentsOf(changes).map(({ status }) => status)).toEqual(statuses)
})

test('an operation has answers of its own, drawn by share', () => {
  const operations = [
    { match: 'GET /orders/*', share: 0.1, status: 404, body: { error: 'gone' }, latencyMs: 1 },
    { match: 'GET /orders/**', latencyMs: 50, headers: { 'x-slow': 'yes' }, bodyBytes: 9 },
  ]
  const treatments = treatmentsOf({ operations })
  const gone = treatments.filter(({ status }) => status === 404)
  expect(gone.length).toBeGreaterThan(60)
  expect(gone.length).toBeLessThan(140)
  expect(gone[0]).toMatchObject({ delayMs: 1, body: '{"error":"gone"}' })
  const other = treatments.find(({ status }) => status === undefined)
  expect(other).toMatchObject({ delayMs: 50, bodyBytes: 9, headers: { 'x-slow': 'yes' } })
  expect(treatmentsOf({ operations }, 'POST /orders', 1)[0]).toMatchObject({ delayMs: 5 })
})
