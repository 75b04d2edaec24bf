import { describe, expect, test } from 'vitest'
import { gatewayWith, inbound } from '../../in-memory.ts'

const path = '/orders/item/1'
const policy = (attributes = '', headers = '*', origin = 'https://portal.example') =>
  inbound(`<cors ${attributes}><allowed-origins><origin>${origin}</origin></allowed-origins>
    <allowed-methods preflight-result-max-age="300"><method>GET</method></allowed-methods>
    <allowed-headers><header>${headers}</header></allowed-headers>
    <expose-headers><header>X-Total</header></expose-headers></cors>`)
const preflight = (more: Record<string, string> = {}) => ({
  method: 'OPTIONS',
  path,
  headers: { Origin: 'https://portal.example', 'Access-Control-Request-Method': 'GET', ...more },
})

describe('a preflight', () => {
  test('of an allowed origin is answered, without key and without backend', async () => {
    const gateway = gatewayWith({ api: policy('allow-credentials="true"') })
    const { status, text, headers } = await gateway.send(
      preflight({ 'Access-Control-Request-Headers': 'x-a' }),
    )
    expect([status, text, gateway.calls]).toEqual([200, '', []])
    expect(
      Object.fromEntries([...headers.entries()].map(([name, values]) => [name, values.join()])),
    ).toEqual({
      'Access-Control-Allow-Origin': 'https://portal.example',
      'Access-Control-Allow-Methods': 'GET',
      'Access-Control-Allow-Headers': 'x-a',
      'Access-Control-Max-Age': '300',
      'Access-Control-Allow-Credentials': 'true',
      Vary: 'Origin',
    })
  })

  test.each([
    ['another origin', { Origin: 'https://evil.example' }],
    ['another method', { 'Access-Control-Request-Method': 'POST' }],
  ])('of %s gets an empty 200 that allows nothing', async (_case, headers) => {
    const answer = await gatewayWith({ api: policy() }).send(preflight(headers))
    expect([answer.status, answer.text, answer.headers.has('Access-Control-Allow-Origin')]).toEqual(
      [200, '', false],
    )
  })

  test('of a header that is not allowed is not allowed', async () => {
    const gateway = gatewayWith({ api: policy('', 'X-Good') })
    const answers = await Promise.all(
      ['x-good', 'x-bad'].map((asked) =>
        gateway.send(preflight({ 'Access-Control-Request-Headers': asked })),
      ),
    )
    expect(answers.map(({ headers }) => headers.has('Access-Control-Allow-Origin'))).toEqual([
      true,
      false,
    ])
  })

  test('runs no other policy', async () => {
    const api = policy().replace(
      '</inbound>',
      '<return-response><set-status code="500" /></return-response></inbound>',
    )
    expect((await gatewayWith({ api }).send(preflight())).status).toBe(200)
  })

  test('is no preflight where no cors policy is in scope', async () => {
    expect((await gatewayWith({}).send(preflight())).status).toBe(404)
  })
})

describe('a request with an origin', () => {
  const headers = { Origin: 'https://portal.example' }

  test('is marked on the way back, also when it fails later', async () => {
    const api = policy().replace(
      '</inbound>',
      '<set-variable name="x" value="@(int.Parse(&quot;x&quot;))" /></inbound>',
    )
    const { status, headers: marked } = await gatewayWith({ api }).send({ path, headers })
    expect([
      status,
      marked.first('Access-Control-Allow-Origin'),
      marked.first('Access-Control-Expose-Headers'),
    ]).toEqual([500, 'https://portal.example', 'X-Total'])
  })

  test.each([
    ['passes without headers', '', 'from the backend'],
    ['ends with an empty 200 when told to terminate', 'terminate-unmatched-request="true"', ''],
  ])('of another origin %s', async (_case, attributes, text) => {
    const answer = await gatewayWith({ api: policy(attributes) }).send({
      path,
      headers: { Origin: 'https://evil.example' },
    })
    expect([answer.status, answer.text, answer.headers.has('Access-Control-Allow-Origin')]).toEqual(
      [200, text, false],
    )
  })

  test.each([
    ['any origin', '', '*'],
    [
      'the origin itself when credentials go along',
      'allow-credentials="true"',
      'https://portal.example',
    ],
  ])('a star allows %s', async (_case, attributes, expected) => {
    const answer = await gatewayWith({ api: policy(attributes, '*', '*') }).send({ path, headers })
    expect(answer.headers.first('Access-Control-Allow-Origin')).toBe(expected)
  })
})

test('origins, methods and headers may be expressions', async () => {
  const api = inbound(`<cors><allowed-origins>
      <origin>@("https://" + context.Request.Headers.GetValueOrDefault("X-Tenant", "none") + ".example/")</origin>
    </allowed-origins>
    <allowed-methods><method>@("put")</method><method>GET</method></allowed-methods>
    <allowed-headers><header>@("X-" + "A")</header></allowed-headers>
    <expose-headers><header>@("X-" + "B")</header></expose-headers></cors>`)
  const gateway = gatewayWith({ api })
  const headers = { Origin: 'https://a.example', 'X-Tenant': 'a' }
  const asked = { 'Access-Control-Request-Method': 'PUT', 'Access-Control-Request-Headers': 'x-a' }
  const answer = await gateway.send({ method: 'OPTIONS', path, headers: { ...headers, ...asked } })
  expect(answer.headers.first('Access-Control-Allow-Methods')).toBe('PUT,GET')
  expect(answer.headers.first('Access-Control-Allow-Headers')).toBe('X-A')
  const shown = await gateway.send({ path, headers })
  expect(shown.headers.first('Access-Control-Allow-Origin')).toBe('https://a.example')
  expect(shown.headers.first('Access-Control-Expose-Headers')).toBe('X-B')
  const other = await gateway.send({ path, headers: { ...headers, 'X-Tenant': 'b' } })
  expect(other.headers.has('Access-Control-Allow-Origin')).toBe(false)
})
