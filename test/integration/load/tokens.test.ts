import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { countsOf, httpPort, offer, portOf, read } from './offer.ts'

/** An identity provider that counts its tokens: token-1, token-2, ... */
async function provider(expiresInS: number, fails: (count: number) => boolean = () => false) {
  const asked: unknown[] = []
  const port = await portOf(
    createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(Buffer.from(chunk))
      asked.push(JSON.parse(Buffer.concat(chunks).toString()))
      if (fails(asked.length)) response.writeHead(503).end('no')
      else {
        const answer = {
          access_token: `token-${asked.length}`,
          token_type: 'Bearer',
          expires_in: expiresInS,
        }
        response.end(JSON.stringify(answer))
      }
    }),
  )
  const tokens = {
    endpoint: { host: '127.0.0.1', port },
    audience: 'orders',
    claims: { role: 'a' },
  }
  return { asked, tokens }
}

/** A server that remembers the distinct Authorization headers in order. */
async function remembering() {
  const seen: string[] = []
  const port = await httpPort((request, response) => {
    const header = request.headers.authorization ?? 'none'
    if (!seen.includes(header)) seen.push(header)
    response.end()
  })
  return { seen, port }
}

test('fetches its token before the start and sends it where it is needed', async () => {
  const { asked, tokens } = await provider(3_600)
  const { seen, port } = await remembering()
  const operations = [
    { ...read, needsToken: true },
    { ...read, name: 'open' },
  ]
  const run = await offer(port, { tokens, operations })
  expect(asked).toEqual([{ audience: 'orders', claims: { role: 'a' } }])
  expect(seen.toSorted()).toEqual(['Bearer token-1', 'none'])
  expect(countsOf(run.texts('outcome'))).toEqual({ ok: 100 })
})

test('renews a token before it expires', async () => {
  const { tokens } = await provider(1)
  const { seen, port } = await remembering()
  await offer(port, { tokens, durationS: 2, operations: [{ ...read, needsToken: true }] })
  expect(seen).toContain('Bearer token-2')
  expect(seen).not.toContain('none')
})

test('goes on with the old token while the identity provider is down, and asks again', async () => {
  const { asked, tokens } = await provider(1, (count) => count === 2)
  const { seen, port } = await remembering()
  await offer(port, { tokens, durationS: 2.5, operations: [{ ...read, needsToken: true }] })
  expect(asked.length).toBeGreaterThanOrEqual(3)
  expect(seen.slice(0, 2)).toEqual(['Bearer token-1', 'Bearer token-3'])
})

test.each([
  ['refuses', () => true, /no token for orders: status 503: no/],
  ['is not there', undefined, /no token for orders: .*ECONNREFUSED/],
])(
  'an identity provider that %s is told before anything is sent',
  async (_case, fails, message) => {
    const { seen, port } = await remembering()
    const { tokens } = await provider(60, fails)
    const nobody = { ...tokens, endpoint: { host: '127.0.0.1', port: 1 } }
    const offered = offer(port, {
      tokens: fails === undefined ? nobody : tokens,
      operations: [{ ...read, needsToken: true }],
    })
    await expect(offered).rejects.toThrow(message)
    expect(seen).toEqual([])
  },
)

test('each population has tokens and headers of its own', async () => {
  const { asked, tokens } = await provider(3_600)
  const seen = new Set<string>()
  const port = await httpPort((request, response) => {
    const { authorization = 'none', key = 'none', ...rest } = request.headers
    seen.add(`${authorization} ${String(key)} ${rest['x-who'] ?? ''}`)
    response.end()
  })
  const clients = { share: 1, connections: 4, keepAlive: true }
  const headersOf = {
    partner: { Key: 'of-partner', 'x-who': 'partner' },
    machine: { authorization: 'Basic abc' },
  }
  const run = await offer(port, {
    tokens,
    populations: [
      { ...clients, name: 'shop' },
      { ...clients, name: 'partner', tokens: { ...tokens, audience: 'partners' } },
      { ...clients, name: 'machine' },
    ],
    operations: [{ ...read, needsToken: true, headers: { key: 'common' }, headersOf }],
    deadlineMs: 20_000,
    connectTimeoutMs: 10_000,
  })
  expect(countsOf(run.texts('outcome'))).toEqual({ ok: 100 })
  expect(asked.map((body) => Object(body).audience).toSorted()).toEqual(['orders', 'partners'])
  const own = asked.findIndex((body) => Object(body).audience === 'partners') + 1
  expect([...seen].toSorted()).toEqual(
    [
      'Basic abc common ',
      `Bearer token-${own} of-partner partner`,
      `Bearer token-${3 - own} common `,
    ].toSorted(),
  )
})

test('a token that is born expired is told before anything is sent', async () => {
  const { tokens } = await provider(0)
  const { seen, port } = await remembering()
  const offered = offer(port, { tokens, operations: [{ ...read, needsToken: true }] })
  await expect(offered).rejects.toThrow(/no token for orders: it expires in 0 s/)
  expect(seen).toEqual([])
})

test('goes on with an expired token, as clients do who can get no other', async () => {
  const { tokens, asked } = await provider(1, (count) => count > 1)
  const { seen, port } = await remembering()
  await offer(port, { tokens, durationS: 2.5, operations: [{ ...read, needsToken: true }] })
  expect(asked.length).toBeGreaterThanOrEqual(2)
  expect(seen).toEqual(['Bearer token-1'])
})
