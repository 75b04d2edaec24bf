import { expect, test } from 'vitest'
import { requestIds } from '../../../../gateway/telemetry/request-ids.ts'
import { traceparentOf } from '../../../../ledger/ids.ts'

const runId = '0123456789abcdef'

test('requests of the run keep their ids; others get negative ones', () => {
  const idsOf = requestIds(runId)
  const given = [
    traceparentOf(runId, { requestId: 12, attempt: 3 }),
    undefined,
    traceparentOf('fedcba9876543210', { requestId: 12, attempt: 3 }),
    'nonsense',
  ]
  expect(given.map((traceparent) => idsOf(traceparent))).toEqual([
    { requestId: 12, attempt: 3 },
    { requestId: -1, attempt: 1 },
    { requestId: -2, attempt: 1 },
    { requestId: -3, attempt: 1 },
  ])
})
