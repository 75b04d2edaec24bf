import { expect, test } from 'vitest'
import { gatewayWith, outbound } from '../../in-memory.ts'

const path = '/orders/item/1'

function gatewayThatAnswers(headers: Record<string, string>, unspecified: string, child = '') {
  const policy = `<validate-headers specified-header-action="prevent" unspecified-header-action="${unspecified}" errors-variable-name="e">${child}</validate-headers>`
  const read =
    '<set-header name="X-Names"><value>@(context.Variables.ContainsKey("e") ? string.Join(",", ((JArray)context.Variables["e"]).Select(e => (string)e["Name"])) : "")</value></set-header>'
  return gatewayWith({ api: outbound(policy + read) }, { backend: [{ status: 200, headers }] })
}

const ignoresA = '<header name="x-a" action="ignore" />'
const preventsA = '<header name="X-A" action="prevent" />'

test.each([
  ['no header', {}, 'prevent', '', 200, ''],
  ['a listed one that is ignored, in any case', { 'X-A': '1' }, 'prevent', ignoresA, 200, ''],
  ['another one', { 'X-A': '1', 'X-B': '1' }, 'prevent', ignoresA, 502, undefined],
  ['a listed one that is prevented', { 'X-A': '1' }, 'ignore', preventsA, 502, undefined],
  ['others that are noted', { 'X-B': '1', 'X-C': '2' }, 'detect', '', 200, 'X-B,X-C'],
  ['others that are ignored', { 'X-B': '1', 'X-C': '2' }, 'ignore', '', 200, ''],
])('%s', async (_case, given, unspecified, child, expected, names) => {
  const { status, text, headers, exchange } = await gatewayThatAnswers(
    given,
    unspecified,
    child,
  ).send({ path })
  expect([status, headers.first('X-Names')]).toEqual([expected, names])
  if (expected === 502) {
    expect(exchange.lastError?.reason).toBe('Unspecified')
    expect(text).toMatch(/Contact the API owner\./)
  }
})
