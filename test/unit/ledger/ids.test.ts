import fc from 'fast-check'
import { expect, test } from 'vitest'
import { idsOf, traceparentOf } from '../../../ledger/ids.ts'

const runId = '0123456789abcdef'

test('a traceparent carries its ids there and back', () => {
  const ids = fc.record({ requestId: fc.maxSafeNat(), attempt: fc.nat(1000) })
  fc.assert(
    fc.property(ids, (sent) => {
      expect(idsOf(runId, traceparentOf(runId, sent))).toEqual(sent)
    }),
  )
})

test.each([
  ['none', undefined],
  ['of another run', traceparentOf('fedcba9876543210', { requestId: 1, attempt: 1 })],
  ['of no known shape', '00-abc-def-01'],
  ['with digits that are none', `00-${runId}${'z'.repeat(16)}-0000000000000001-01`],
  ['beyond what a number holds', `00-${runId}${'f'.repeat(16)}-0000000000000001-01`],
])('a traceparent %s gives no ids', (_case, traceparent) => {
  expect(idsOf(runId, traceparent)).toBeUndefined()
})
