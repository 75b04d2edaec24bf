import { expect, test } from 'vitest'
import type { AccessTokens, TokenRequest } from '../../../../../gateway/identity/access-tokens.ts'
import { gatewayWith, inbound } from '../../in-memory.ts'

const path = '/orders/item/1'
const authorizations = [
  {
    providerId: 'graph',
    id: 'main',
    tokenUrl: 'https://login.example/token',
    clientId: 'c1',
    clientSecret: 's1',
    scope: 'all',
  },
  { providerId: 'graph', id: 'lost', clientId: 'c1', clientSecret: 's1', scope: '' },
]
const token = {
  text: 'token',
  expiresAtMs: Number.MAX_SAFE_INTEGER,
  answer: { access_token: 'token', expires_in: 60, scope: 'read' },
}

function call(attributes: string, answer: 'kept' | 'asked' | 'down' = 'asked', headers = {}) {
  const asked: TokenRequest[] = []
  const accessTokens: AccessTokens = {
    tokenFor(request) {
      asked.push(request)
      if (answer === 'kept') return token
      return answer === 'asked' ? Promise.resolve(token) : Promise.reject(new Error('no route'))
    },
  }
  const api =
    inbound(`<get-authorization-context provider-id="graph" ${attributes} context-variable-name="auth" />
    <set-header name="token"><value>@(((Authorization)context.Variables["auth"])?.AccessToken ?? "none")</value></set-header>
    <set-header name="claims"><value>@(((Authorization)context.Variables["auth"])?.Claims?["scope"] + "/" + ((Authorization)context.Variables["auth"])?.Claims?["expires_in"])</value></set-header>`)
  const gateway = gatewayWith({ api }, { content: { authorizations }, tools: { accessTokens } })
  return { gateway, asked, answer: gateway.send({ path, headers }) }
}

test.each(['kept', 'asked'] as const)(
  'a token that is %s is in the variable, with what came beside it',
  async (how) => {
    const { gateway, asked, answer } = call('authorization-id="@(&quot;main&quot;)"', how)
    await answer
    const headers = gateway.calls[0]?.headers
    expect([headers?.first('token'), headers?.first('claims')]).toEqual(['token', 'read/60'])
    const { tokenUrl, clientId, clientSecret, scope } = authorizations[0] ?? {}
    expect(asked).toEqual([{ kind: 'client-credentials', tokenUrl, clientId, clientSecret, scope }])
  },
)

test.each([
  [
    'unknown',
    'authorization-id="x"',
    'asked',
    'there is no authorization graph/x; those of authorizationProviders/ are: graph/main, graph/lost',
  ],
  [
    'without an issuer',
    'authorization-id="lost"',
    'asked',
    'the provider of graph/lost has no tokenUrl',
  ],
  ['out of reach', 'authorization-id="main"', 'down', 'no route'],
] as const)('a connection that is %s is an error', async (_case, attributes, how, message) => {
  const { status, exchange } = await call(attributes, how).answer
  expect([status, exchange.lastError?.reason, exchange.lastError?.message]).toEqual([
    500,
    'AuthorizationNotObtained',
    message,
  ])
})

test('an ignored error leaves null', async () => {
  const { gateway, answer } = call('authorization-id="x" ignore-error="true"')
  expect([(await answer).status, gateway.calls[0]?.headers.first('token')]).toEqual([200, 'none'])
})

const jwtWith = (claims: object) =>
  ['{"alg":"none"}', JSON.stringify(claims), 'x']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.')
const aud = 'https://azure-api.net/authorization-manager'

test.each([
  ['all claims', jwtWith({ aud, oid: 'o', tid: 't' }), undefined],
  ['another audience', jwtWith({ aud: 'x', oid: 'o', tid: 't' }), `identity is not for ${aud}`],
  ['no object', jwtWith({ aud, tid: 't' }), 'identity has no oid'],
  ['no form', 'abc', 'identity is no JWT'],
])('the token of a caller with %s', async (_case, identity, problem) => {
  const { status, exchange } = await call(
    'authorization-id="main" identity-type="jwt" identity="@(context.Request.Headers[&quot;me&quot;][0])"',
    'asked',
    { me: identity },
  ).answer
  expect(status).toBe(problem === undefined ? 200 : 500)
  expect(exchange.lastError?.message).toBe(problem && `graph/main: ${problem}`)
})
