import { expect, test } from 'vitest'
import { type QuotaPeriod, windowAt } from '../../../../../gateway/policy/llm/token-quota.ts'

test.each<[QuotaPeriod, string, string, string]>([
  ['Hourly', '2024-02-29T13:59:59.999Z', '2024-02-29T13:00Z', '2024-02-29T14:00Z'],
  ['Daily', '2024-02-29T13:00Z', '2024-02-29T00:00Z', '2024-03-01T00:00Z'],
  ['Weekly', '2024-03-03T23:59Z', '2024-02-26T00:00Z', '2024-03-04T00:00Z'],
  ['Weekly', '2024-03-04T00:00Z', '2024-03-04T00:00Z', '2024-03-11T00:00Z'],
  ['Monthly', '2024-02-29T13:00Z', '2024-02-01T00:00Z', '2024-03-01T00:00Z'],
  ['Monthly', '2024-12-31T23:59Z', '2024-12-01T00:00Z', '2025-01-01T00:00Z'],
  ['Yearly', '2024-02-29T13:00Z', '2024-01-01T00:00Z', '2025-01-01T00:00Z'],
])('%s at %s is from %s to %s', (period, at, start, end) => {
  const { startMs, endMs } = windowAt(Date.parse(at), period)
  expect([startMs, endMs]).toEqual([Date.parse(start), Date.parse(end)])
})
