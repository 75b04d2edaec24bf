import { expect, test } from 'vitest'
import { findingsOf, type RuleCase } from './rule-case.ts'
import { looseWith, looseXml } from './subject-of.ts'

const openId = '<openid-config url="https://login.example/.well-known/openid-configuration" />'
const audiences = '<audiences><audience>orders</audience></audiences>'
const jwt = (inner: string, attributes = 'header-name="Authorization"') =>
  looseWith(`<validate-jwt ${attributes}>${inner}</validate-jwt>`)
const key = (text: string, attributes = '') =>
  jwt(`<issuer-signing-keys><key ${attributes}>${text}</key></issuer-signing-keys>`)
const bytes = (count: number) => Buffer.alloc(count, 7).toString('base64')
const afterZero = (count: number) =>
  Buffer.concat([Buffer.alloc(1), Buffer.alloc(count, 7)]).toString('base64')
const forward = (attributes: string) => looseWith(`<forward-request ${attributes} />`, 'backend')
const retry = (attributes: string, inner = '<forward-request />') =>
  looseWith(`<retry condition="@(true)" ${attributes}>${inner}</retry>`, 'backend')
const header = (name: string, value: string) =>
  looseWith(`<set-header name="${name}"><value>${value}</value></set-header>`)
const limit = (counterKey: string) =>
  looseWith(`<rate-limit-by-key calls="9" renewal-period="9" counter-key="${counterKey}" />`)
const cors = (origin: string, attributes = '') =>
  looseWith(
    `<cors ${attributes}><allowed-origins><origin>${origin}</origin></allowed-origins></cors>`,
  )
const cache = (attributes: string, inner = '') =>
  looseWith(
    `<cache-lookup vary-by-developer="false" vary-by-developer-groups="false" ${attributes}>${inner}</cache-lookup>`,
  )
const certificate = (attributes: string) =>
  looseWith(`<validate-client-certificate ${attributes} />`)
const trace = (message: string) =>
  looseWith(`<trace source="x"><message>${message}</message></trace>`)
const routed = (attributes: string) => looseWith(`<set-backend-service ${attributes} />`)
const privately = 'allow-private-response-caching="true"'
const authorization = '@(context.Request.Headers.GetValueOrDefault("Authorization", ""))'

const cases: readonly RuleCase[] = [
  ['forward-timeout-unset', '300 s by default', forward(''), forward('timeout="10"')],
  ['forward-timeout-unset', 'a timeout in ms is one', forward(''), forward('timeout-ms="900"')],
  ['forward-timeout-too-long', '300 s', forward('timeout="300"'), forward('timeout="240"')],
  [
    'forward-timeout-too-long',
    'what C# says is unknown',
    forward('timeout="241"'),
    forward('timeout="@(300)"'),
  ],
  [
    'base-missing',
    'a section that inherits nothing',
    looseXml('<policies><inbound><base /></inbound><outbound /></policies>'),
    looseXml(
      '<policies><inbound><base /></inbound><backend><forward-request /></backend></policies>',
    ),
  ],
  [
    'base-missing',
    'base within choose is one, and a document without any may be the global one',
    looseXml('<policies><inbound><cors /></inbound><outbound><base /></outbound></policies>'),
    looseXml('<policies><inbound><cors /></inbound><outbound /></policies>'),
  ],
  ['short-jwt-key', '128 bits', key(bytes(16)), key(bytes(32))],
  [
    'short-jwt-key',
    'RSA of 1024',
    key('', `n="${bytes(128)}" e="AQAB"`),
    key('', `n="${bytes(256)}" e="AQAB"`),
  ],
  [
    'short-jwt-key',
    'a modulus counts without the zero before it',
    key('', `n="${afterZero(255)}" e="AQAB"`),
    key('', `n="${afterZero(256)}" e="AQAB"`),
  ],
  [
    'short-jwt-key',
    'a secret that is elsewhere is unknown',
    key(bytes(31)),
    key('{{signing-key}}'),
  ],
  [
    'jwt-unsigned',
    'alg none',
    jwt(openId, 'header-name="A" require-signed-tokens="false"'),
    jwt(openId),
  ],
  [
    'jwt-without-expiry',
    'tokens for ever',
    jwt(openId, 'header-name="A" require-expiration-time="false"'),
    jwt(openId, 'header-name="A" require-expiration-time="true"'),
  ],
  ['jwt-without-audience', 'any audience', jwt(openId), jwt(openId + audiences)],
  [
    'jwt-without-audience',
    'a claim asks for it too',
    jwt(openId),
    jwt(`${openId}<required-claims><claim name="aud"><value>x</value></claim></required-claims>`),
  ],
  ['jwt-without-issuer', 'keys alone', key(bytes(32)), jwt(openId)],
  [
    'jwt-without-issuer',
    'all tenants',
    jwt(
      '<openid-config url="https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration" />',
    ),
    jwt(
      '<openid-config url="https://login.microsoftonline.com/contoso/v2.0/.well-known/openid-configuration" />',
    ),
  ],
  [
    'token-in-query',
    'a token in the address',
    jwt(openId, 'query-parameter-name="token"'),
    jwt(openId, 'header-name="Authorization"'),
  ],
  [
    'client-certificate-unchecked',
    'revocation off',
    certificate('validate-revocation="false"'),
    certificate('validate-revocation="true"'),
  ],
  [
    'client-certificate-unchecked',
    'errors ignored',
    certificate('ignore-error="true"'),
    certificate(''),
  ],
  [
    'secret-logged',
    'a token in a trace',
    trace(authorization),
    trace('@(context.RequestId.ToString())'),
  ],
  [
    'secret-logged',
    'what a token says is none',
    trace(authorization),
    trace('@(context.Request.Headers.GetValueOrDefault("Authorization","").AsJwt()?.Subject)'),
  ],
  ['retry-many', '10 tries', retry('count="10" interval="1"'), retry('count="3" interval="1"')],
  ['retry-many', 'a sixth try', retry('count="6" interval="1"'), retry('count="5" interval="1"')],
  [
    'retry-many',
    'other requests than those to the backend may',
    retry('count="10" interval="1"'),
    retry('count="10" interval="1"', '<send-request mode="new" response-variable-name="r" />'),
  ],
  ['retry-at-once', 'no wait', retry('count="3" interval="0"'), retry('count="3" interval="1"')],
  [
    'retry-at-once',
    'once at once is fair, and another backend too',
    retry('count="2" interval="0"'),
    retry('count="2" interval="0"', '<set-backend-service backend-id="b" /><forward-request />'),
  ],
  [
    'cache-shares-private',
    'for all callers',
    cache(privately),
    cache(privately, '<vary-by-header>Accept;authorization</vary-by-header>'),
  ],
  ['cache-shares-private', 'not private', cache(privately), cache('')],
  [
    'secret-in-policy',
    'a bearer token',
    header('Authorization', 'Bearer 8f2a91c07de44b'),
    header('Authorization', 'Bearer {{token}}'),
  ],
  [
    'secret-in-policy',
    'an API key',
    header('x-functions-key', 'Zk3vQ91LxPq0='),
    header('X-Correlation-Id', 'Zk3vQ91LxPq0='),
  ],
  [
    'secret-in-policy',
    'C# is none',
    header('api-key', '0123456789abcdef'),
    header('api-key', '@((string)context.Variables["k"])'),
  ],
  [
    'secret-in-policy',
    'a sample is none',
    header('api-key', '0123456789abcdef'),
    header('api-key', 'YOUR_API_KEY'),
  ],
  [
    'secret-in-policy',
    'a password',
    looseWith('<authentication-basic username="u" password="hunter2-hunter2" />'),
    looseWith('<authentication-basic username="u" password="{{password}}" />'),
  ],
  ['secret-in-policy', 'a signing key', key(bytes(32)), key('{{signing-key}}')],
  [
    'secret-in-policy',
    'a connection string in C#',
    looseWith(
      '<set-variable name="v" value="@("Endpoint=sb://x;SharedAccessKey=a1B2c3D4e5F6g7")" />',
    ),
    looseWith('<set-variable name="v" value="@("Endpoint=sb://x;SharedAccessKey={{key}}")" />'),
  ],
  [
    'plain-http-backend',
    'http',
    routed('base-url="http://b.example"'),
    routed('base-url="https://b.example"'),
  ],
  [
    'plain-http-backend',
    'not beyond the machine',
    routed('base-url="http://b.example"'),
    routed('base-url="http://127.0.0.1:8080"'),
  ],
  [
    'plain-http-backend',
    'a request of a policy',
    looseWith('<send-request><set-url>http://b.example/a</set-url></send-request>'),
    looseWith('<send-request><set-url>https://b.example/a</set-url></send-request>'),
  ],
  ['cors-any-origin', '*', cors('*'), cors('https://portal.example')],
  [
    'cors-any-origin',
    'with credentials is another rule',
    cors('*'),
    cors('*', 'allow-credentials="true"'),
  ],
  [
    'cors-credentials-anywhere',
    '* with credentials',
    cors('*', 'allow-credentials="true"'),
    cors('https://portal.example', 'allow-credentials="true"'),
  ],
  [
    'limit-key-forgeable',
    'a header',
    limit('@(context.Request.Headers.GetValueOrDefault("X-Client", ""))'),
    limit('@(context.Subscription.Id)'),
  ],
  [
    'limit-key-forgeable',
    'a query parameter',
    limit('@(context.Request.OriginalUrl.Query.GetValueOrDefault("c"))'),
    limit('@(context.Request.IpAddress)'),
  ],
  [
    'limit-key-forgeable',
    'what is sent, unless an address stands beside it',
    limit('@(context.Request.Headers.GetValueOrDefault("X-Client", ""))'),
    limit('@(context.Request.IpAddress + context.Request.Headers.GetValueOrDefault("X", ""))'),
  ],
  [
    'limit-key-forgeable',
    'a token may be checked elsewhere',
    limit('@(context.Request.Headers.GetValueOrDefault("X-Forwarded-For", ""))'),
    limit('@(context.Request.Headers.GetValueOrDefault("Authorization","").AsJwt()?.Subject)'),
  ],
  ['limit-key-constant', 'one for all', limit('everybody'), limit('@(context.Subscription.Id)')],
  [
    'address-in-policy',
    'an address',
    routed('base-url="https://b.example"'),
    routed('backend-id="b"'),
  ],
  [
    'address-in-policy',
    'what C# makes is none',
    routed('base-url="{{url}}"'),
    routed('base-url="@((string)context.Variables["u"])"'),
  ],
  [
    'validation-only-detects',
    'detect',
    looseWith(
      '<validate-headers specified-header-action="detect" unspecified-header-action="ignore" />',
      'outbound',
    ),
    looseWith(
      '<validate-headers specified-header-action="prevent" unspecified-header-action="ignore" />',
      'outbound',
    ),
  ],
  [
    'ip-blocklist',
    'forbid',
    looseWith('<ip-filter action="forbid"><address>203.0.113.9</address></ip-filter>'),
    looseWith('<ip-filter action="allow"><address>203.0.113.9</address></ip-filter>'),
  ],
]

test.each(cases)('%s finds %s, and not its contrary', (id, _case, bad, good) => {
  expect(findingsOf(id, bad)).not.toEqual([])
  expect(findingsOf(id, good)).toEqual([])
})

test('a secret is not shown', () => {
  const [found] = findingsOf('secret-in-policy', header('Authorization', 'Bearer 8f2a91c07de44b'))
  expect(found).toBe('policy.xml:2:58: Authorization is 8f2… (14 characters)')
})
