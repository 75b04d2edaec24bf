import { expect, test } from 'vitest'
import { gatewayWith, inbound } from '../../in-memory.ts'

test.each([
  ['a plain path', 'template="/v2/all"', '', '/v2/all', {}],
  ['matched parameters', 'template="/v2/{id}/lines"', '', '/v2/7/lines', {}],
  ['other parameters are kept', 'template="/v2"', '?a=1', '/v2', { a: ['1'] }],
  ['unless told otherwise', 'template="/v2" copy-unmatched-params="false"', '?a=1', '/v2', {}],
  [
    'its own query comes first',
    'template="/v2?view={id}"',
    '?a=1',
    '/v2',
    { view: ['7'], a: ['1'] },
  ],
  ['its own query wins', 'template="/v2?a=2"', '?a=1', '/v2', { a: ['2'] }],
  ['a slash is put before', 'template="v2"', '', '/v2', {}],
  [
    'an expression',
    'template="@(&quot;/x/&quot; + context.Request.MatchedParameters[&quot;id&quot;])"',
    '',
    '/x/7',
    {},
  ],
])('%s', async (_case, attributes, query, path, expected) => {
  const gateway = gatewayWith({ api: inbound(`<rewrite-uri ${attributes} />`) })
  await gateway.send({ path: `/orders/item/7${query}` })
  expect([gateway.calls[0]?.path, gateway.calls[0]?.query]).toEqual([path, expected])
})

test('a name that is no parameter fails when it is reached', async () => {
  const gateway = gatewayWith({ api: inbound('<rewrite-uri template="/v2/{other}" />') })
  const { status, exchange } = await gateway.send({ path: '/orders/item/7' })
  expect([status, exchange.lastError?.source]).toEqual([500, 'rewrite-uri'])
})
