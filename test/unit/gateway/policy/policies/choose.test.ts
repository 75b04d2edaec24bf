import { expect, test } from 'vitest'
import { gatewayWith, inbound } from '../../in-memory.ts'

const when = (condition: string, name: string) =>
  `<when condition="${condition}"><set-header name="Branch"><value>${name}</value></set-header></when>`

test.each([
  ['the first that is true', when('false', 'a') + when('true', 'b') + when('true', 'c'), 'b'],
  [
    'otherwise',
    `${when('false', 'a')}<otherwise><set-header name="Branch"><value>o</value></set-header></otherwise>`,
    'o',
  ],
  ['nothing when none is true', when('false', 'a'), undefined],
  ['by the request', when('@(context.Request.Method == &quot;GET&quot;)', 'get'), 'get'],
])('runs %s', async (_case, branches, expected) => {
  const gateway = gatewayWith({ api: inbound(`<choose>${branches}</choose>`) })
  await gateway.send({ path: '/orders/item/1' })
  expect(gateway.calls[0]?.headers.first('Branch')).toBe(expected)
})

test('a literal that is neither true nor false is refused', () => {
  const api = inbound(`<choose>${when('maybe', 'a')}</choose>`)
  expect(() => gatewayWith({ api })).toThrow(/condition of <when> is not valid/)
})

test('a choose without when is refused', () => {
  expect(() => gatewayWith({ api: inbound('<choose />') })).toThrow('choose has no when')
})
