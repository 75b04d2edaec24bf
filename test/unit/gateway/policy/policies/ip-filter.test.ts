import { expect, test } from 'vitest'
import { gatewayWith, inbound } from '../../in-memory.ts'

const listed =
  '<address>10.0.0.7</address><address-range from="192.168.1.10" to="192.168.1.20" /><address-range from="2001:db8::1" to="2001:db8::ff" />'

test.each([
  ['allow', '10.0.0.7', undefined],
  ['allow', '10.0.0.8', 'CallerIpNotAllowed'],
  ['allow', '192.168.1.10', undefined],
  ['allow', '192.168.1.20', undefined],
  ['allow', '192.168.1.21', 'CallerIpNotAllowed'],
  ['allow', '::ffff:192.168.1.15', undefined],
  ['allow', '2001:db8::a', undefined],
  ['allow', '2001:db8::100', 'CallerIpNotAllowed'],
  ['forbid', '10.0.0.7', 'CallerIpBlocked'],
  ['forbid', '10.0.0.8', undefined],
  ['allow', 'nonsense', 'FailedToParseCallerIP'],
])('%s: a caller at %s is told %s', async (action, ipAddress, reason) => {
  const gateway = gatewayWith({
    api: inbound(`<ip-filter action="${action}">${listed}</ip-filter>`),
  })
  const { status, text, exchange } = await gateway.send({ path: '/orders/item/1', ipAddress })
  expect(exchange.lastError?.reason).toBe(reason)
  if (reason !== undefined) {
    expect([status, text]).toEqual([403, '{ "statusCode": 403, "message": "Forbidden" }'])
  }
})

test('an address that is none is said at load', () => {
  const gateway = gatewayWith({
    api: inbound('<ip-filter action="allow"><address>10.0.0</address></ip-filter>'),
  })
  expect(gateway.warnings.map(({ what }) => what)).toEqual(['"10.0.0" is no IP address'])
})
