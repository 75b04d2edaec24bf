import { expect, test } from 'vitest'
import { document, gatewayWith, inbound } from '../../in-memory.ts'

const fragment = (id: string, xml: string) => ({
  id,
  policy: document(`<fragment>${xml}</fragment>`, `${id}.xml`),
})

test('runs the policies of the fragment in its place', async () => {
  const gateway = gatewayWith(
    { api: inbound('<include-fragment fragment-id="stamp" />') },
    {
      content: {
        fragments: [fragment('stamp', '<set-header name="X"><value>1</value></set-header>')],
      },
    },
  )
  await gateway.send({ path: '/orders/item/1' })
  expect(gateway.calls[0]?.headers.first('X')).toBe('1')
})

test('a failure in it is placed in the document that includes it', async () => {
  const gateway = gatewayWith(
    { api: inbound('<include-fragment fragment-id="bad" />') },
    {
      content: {
        fragments: [fragment('bad', '<set-method>@((string)null + 1 / (1 - 1))</set-method>')],
      },
    },
  )
  const { exchange } = await gateway.send({ path: '/orders/item/1' })
  expect(exchange.lastError).toMatchObject({
    scope: 'api',
    path: 'include-fragment[1]\\set-method[1]',
  })
})

test.each([
  ['is not there', [], ['POLICY_FRAGMENT_UNKNOWN']],
  [
    'includes itself',
    [fragment('loop', '<include-fragment fragment-id="loop" />')],
    ['POLICY_NOT_ALLOWED_HERE', 'POLICY_FRAGMENT_ENDLESS'],
  ],
])(
  'a fragment that %s is said at load and fails when it is reached',
  async (_case, fragments, codes) => {
    const gateway = gatewayWith(
      { api: inbound('<include-fragment fragment-id="loop" />') },
      { content: { fragments } },
    )
    expect(gateway.warnings.map((warning) => warning.code)).toEqual(codes)
    expect((await gateway.send({ path: '/orders/item/1' })).status).toBe(500)
  },
)
