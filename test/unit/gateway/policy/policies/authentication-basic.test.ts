import { expect, test } from 'vitest'
import { gatewayWith, inbound } from '../../in-memory.ts'

const path = '/orders/item/1'

test.each([
  ['the credentials of RFC 7617', 'Aladdin', 'open sesame', 'QWxhZGRpbjpvcGVuIHNlc2FtZQ=='],
  ['letters beyond ASCII in UTF-8', 'test', '123\u00A3', 'dGVzdDoxMjPCow=='],
  ['an empty password', 'a', '', 'YTo='],
  ['expressions', '@(context.Api.Id)', '@(&quot;a&quot; + 1)', 'b3JkZXJzOmEx'],
])('sends %s', async (_case, username, password, expected) => {
  const policy = `<authentication-basic username="${username}" password="${password}" />`
  const gateway = gatewayWith({ api: inbound(policy) })
  await gateway.send({ path, headers: { authorization: 'Bearer of-the-caller' } })
  expect(gateway.calls[0]?.headers.get('Authorization')).toEqual([`Basic ${expected}`])
})

test.each(['username="a"', 'password="b"', 'username="" password="b"'])(
  'is refused with %s alone',
  (attributes) => {
    expect(() => gatewayWith({ api: inbound(`<authentication-basic ${attributes} />`) })).toThrow(
      /authentication-basic/,
    )
  },
)
