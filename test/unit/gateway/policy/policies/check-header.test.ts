import { expect, test } from 'vitest'
import { gatewayWith, inbound } from '../../in-memory.ts'

const policy = (ignoreCase: boolean, values: string) =>
  `<check-header name="X-Client" failed-check-httpcode="418" failed-check-error-message="not you" ignore-case="${ignoreCase}">${values}</check-header>`

test.each([
  ['absent', false, '', {}, 'HeaderNotFound'],
  ['present is enough without values', false, '', { 'X-Client': 'any' }, undefined],
  ['a listed value', false, '<value>a</value><value>b</value>', { 'X-Client': 'b' }, undefined],
  ['another value', false, '<value>a</value>', { 'X-Client': 'b' }, 'HeaderValueNotAllowed'],
  ['another case', false, '<value>a</value>', { 'X-Client': 'A' }, 'HeaderValueNotAllowed'],
  ['another case that does not matter', true, '<value>a</value>', { 'X-Client': 'A' }, undefined],
])('%s', async (_case, ignoreCase, values, headers, reason) => {
  const gateway = gatewayWith({ api: inbound(policy(ignoreCase, values)) })
  const { text, exchange } = await gateway.send({ path: '/orders/item/1', headers })
  expect(exchange.lastError?.reason).toBe(reason)
  if (reason !== undefined) expect(text).toBe('{ "statusCode": 418, "message": "not you" }')
})
