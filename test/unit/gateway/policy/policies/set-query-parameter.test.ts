import { expect, test } from 'vitest'
import { gatewayWith, inbound } from '../../in-memory.ts'

test.each([
  ['overrides by default', '', 'a=1', { a: ['2'] }],
  ['skips one that is there', 'exists-action="skip"', 'a=1', { a: ['1'] }],
  ['sets one that is not', 'exists-action="skip"', '', { a: ['2'] }],
  ['appends', 'exists-action="append"', 'a=1', { a: ['1', '2'] }],
  ['deletes', 'exists-action="delete"', 'a=1&b=3', { b: ['3'] }],
  ['knows a name in another case', '', 'A=1', { A: ['2'] }],
])('%s', async (_case, attributes, query, expected) => {
  const policy = `<set-query-parameter name="a" ${attributes}><value>2</value></set-query-parameter>`
  const gateway = gatewayWith({ api: inbound(policy) })
  await gateway.send({ path: `/orders/item/1?${query}` })
  expect(gateway.calls[0]?.query).toEqual(expected)
})
