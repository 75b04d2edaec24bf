import { expect, test } from 'vitest'
import type { AccessTokens, TokenRequest } from '../../../../../gateway/identity/access-tokens.ts'
import { gatewayWith, inbound } from '../../in-memory.ts'

const path = '/orders/item/1'
const expiresAtMs = Number.MAX_SAFE_INTEGER

function identityOf(answer: 'kept' | 'asked' | 'down') {
  const asked: TokenRequest[] = []
  const accessTokens: AccessTokens = {
    tokenFor(request) {
      asked.push(request)
      const token = { text: 'token', expiresAtMs, answer: {} }
      if (answer === 'kept') return token
      return answer === 'asked' ? Promise.resolve(token) : Promise.reject(new Error('no route'))
    },
  }
  return { asked, accessTokens }
}

const policyOf = (more: string) =>
  inbound(`<authentication-managed-identity resource="@(&quot;https://&quot; + context.Api.Id)" ${more} />
    <set-header name="token"><value>@(context.Variables.GetValueOrDefault<string>("msi", "none"))</value></set-header>`)

test.each([
  ['kept', '', undefined, 'Bearer token', 'none'],
  ['asked', 'client-id="c1"', 'c1', 'Bearer token', 'none'],
  ['asked', 'client-id=""', undefined, 'Bearer token', 'none'],
  // With a variable the policies that follow decide where the token goes.
  ['asked', 'output-token-variable-name="msi"', undefined, 'Bearer of the caller', 'token'],
] as const)('a token that is %s, with %s', async (answer, more, clientId, header, variable) => {
  const { asked, accessTokens } = identityOf(answer)
  const gateway = gatewayWith({ api: policyOf(more) }, { tools: { accessTokens } })
  await gateway.send({ path, headers: { authorization: 'Bearer of the caller' } })
  expect(asked).toEqual([{ kind: 'managed-identity', resource: 'https://orders', clientId }])
  const headers = gateway.calls[0]?.headers
  expect([headers?.first('authorization'), headers?.first('token')]).toEqual([header, variable])
})

test('without a token the request fails, and says why to on-error alone', async () => {
  const { accessTokens } = identityOf('down')
  const gateway = gatewayWith({ api: policyOf('') }, { tools: { accessTokens } })
  const { status, text, exchange } = await gateway.send({ path })
  expect([status, gateway.calls]).toEqual([500, []])
  expect(text).toContain('Internal server error')
  expect(exchange.lastError).toMatchObject({
    source: 'authentication-managed-identity',
    reason: 'ManagedIdentityTokenNotObtained',
    message: "Managed identity token for resource 'https://orders' was not obtained: no route",
  })
})

test('an ignored error lets the request go on without a token', async () => {
  const { accessTokens } = identityOf('down')
  const api = policyOf('ignore-error="true" output-token-variable-name="msi"')
  const gateway = gatewayWith({ api }, { tools: { accessTokens } })
  const { status, traced } = await gateway.send({ path })
  expect([status, gateway.calls[0]?.headers.first('token')]).toEqual([200, 'none'])
  expect(traced[0]).toMatch(/^authentication-managed-identity: .*no route$/)
})

test.each([
  ['client-id="@(1)"', /client-id of <authentication-managed-identity> is not valid/],
  ['output-token-variable-name="@(1)"', /output-token-variable-name of/],
  ['ignore-error="@(true)"', /ignore-error of/],
])('%s is refused: only the resource may be an expression', (more, message) => {
  expect(() => gatewayWith({ api: policyOf(more) })).toThrow(message)
})

const sending = (child: string) =>
  inbound(
    `<send-request response-variable-name="r" ignore-error="true"><set-url>https://vault.example/</set-url>${child}</send-request>`,
  )

test('a request of a policy may be sent with a token, which the exchange’s own does not get', async () => {
  const { accessTokens } = identityOf('asked')
  const api = sending('<authentication-managed-identity resource="https://vault.azure.net" />')
  const gateway = gatewayWith({ api }, { tools: { accessTokens } })
  await gateway.send({ path })
  expect(gateway.sent[0]?.headers.first('authorization')).toBe('Bearer token')
  expect(gateway.calls[0]?.headers.has('authorization')).toBe(false)
})

test('a request of a policy is not sent without its token', async () => {
  const { accessTokens } = identityOf('down')
  const api = sending('<authentication-managed-identity resource="https://vault.azure.net" />')
  const gateway = gatewayWith({ api }, { tools: { accessTokens } })
  const { exchange, status } = await gateway.send({ path })
  expect([status, gateway.sent, exchange.variables.get('r')]).toEqual([200, [], null])
})

test('a request of a policy may be sent with a name and a password', async () => {
  const gateway = gatewayWith({
    api: sending('<authentication-basic username="a" password="b" />'),
  })
  await gateway.send({ path })
  expect(gateway.sent[0]?.headers.first('authorization')).toBe('Basic YTpi')
})

test('two authentications of one request are refused', () => {
  const twice = '<authentication-basic username="a" password="b" />'.repeat(2)
  expect(() => gatewayWith({ api: sending(twice) })).toThrow('is a second authentication')
})
