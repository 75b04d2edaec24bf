import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { revisionOf } from '../../../ledger/revision.ts'
import { apiOf, contentOf, document, operationOf } from '../../unit/gateway/in-memory.ts'
import { type GatewayProcess, startGateway } from './gateway-process.ts'
import { type LocalBackend, localBackend } from './local-backend.ts'

const policies = (inbound: string, outbound = '') =>
  document(
    `<policies><inbound><base />${inbound}</inbound><outbound>${outbound}<base /></outbound></policies>`,
  )

const operationWith = (id: string, inbound: string, outbound = '') =>
  operationOf(id, { method: 'POST', policy: policies(inbound, outbound) })

const limit =
  '<llm-token-limit counter-key="k" tokens-per-minute="100" estimate-prompt-tokens="false" remaining-tokens-header-name="x-left" />'
const semantic =
  '<llm-semantic-cache-lookup score-threshold="0.05" embeddings-backend-id="embeddings" embeddings-backend-auth="system-assigned" />'
const safety =
  '<llm-content-safety backend-id="safety"><categories><category name="Hate" threshold="2" /></categories></llm-content-safety>'

const backendOf = (id: string, url: string) => ({
  kind: 'single' as const,
  id,
  url,
  members: [],
  credentials: { headers: { 'api-key': [`key of ${id}`] }, query: { version: ['1'] } },
})

const content = contentOf({
  apis: [
    apiOf([
      operationWith('limited', limit),
      operationWith('cached', semantic, '<llm-semantic-cache-store duration="60" />'),
      operationWith('safe', safety),
    ]),
  ],
  backends: [
    backendOf('embeddings', 'https://models.example/embeddings'),
    backendOf('safety', 'https://safety.example'),
  ],
})

/** Sends one event, and the rest when it is told to. */
function eventsServer() {
  let goOn: () => void = () => undefined
  const server: Server = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    response.write('data: {"choices":[{"delta":{"content":"12345678"}}]}\n\n')
    goOn = () => response.end('data: [DONE]\n\n')
  })
  return { server, goOn: () => goOn() }
}

describe('policies for language models, in a gateway process', () => {
  let gateway: GatewayProcess
  let model: LocalBackend
  let embeddings: LocalBackend
  let checks: LocalBackend
  beforeAll(async () => {
    model = await localBackend((_head, response) => {
      response.setHeader('Content-Type', 'application/json')
      response.end(JSON.stringify({ usage: { prompt_tokens: 60, completion_tokens: 60 } }))
    })
    embeddings = await localBackend((_head, response) =>
      response.end(JSON.stringify({ data: [{ embedding: [1, 2, 3] }] })),
    )
    checks = await localBackend((_head, response, body) => {
      const severity = body.includes('bad') ? 4 : 0
      response.end(JSON.stringify({ categoriesAnalysis: [{ category: 'Hate', severity }] }))
    })
    gateway = await startGateway({
      revision: revisionOf(1, content),
      hosts: {
        '*': model.endpoint,
        'models.example': embeddings.endpoint,
        'safety.example': checks.endpoint,
      },
    })
  }, 30_000)
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]()
    for (const backend of [model, embeddings, checks]) await backend[Symbol.asyncDispose]()
  })

  const ask = (operation: string, text: string, url = gateway.url) =>
    fetch(`${url}/orders/${operation}`, {
      method: 'POST',
      body: JSON.stringify({ messages: [{ role: 'user', content: text }] }),
    })

  test('tokens that an answer took refuse the next request', async () => {
    expect((await ask('limited', 'x')).headers.get('x-left')).toBe('100')
    const refused = await ask('limited', 'x')
    expect([refused.status, await refused.json()]).toMatchObject([
      429,
      { statusCode: 429, message: expect.stringMatching(/^Token limit is exceeded. Try again in/) },
    ])
  })

  /** Calls of the model itself: whoever asks for a token of the gateway's identity is here too. */
  const callsOf = (operation: string) =>
    model.requests.filter(({ head }) => head.url === `/base/${operation}`).length

  test('a prompt that means the same is answered from the cache', async () => {
    await (await ask('cached', 'one')).json()
    expect(callsOf('cached')).toBe(1)
    expect(await (await ask('cached', 'other')).json()).toMatchObject({ usage: {} })
    expect(callsOf('cached')).toBe(1)
    const [asked] = embeddings.requests
    expect([asked?.head.method, asked?.head.url, asked?.body]).toEqual([
      'POST',
      '/embeddings?version=1',
      '{"input":"user: one"}',
    ])
    expect(asked?.head.headers['api-key']).toBe('key of embeddings')
  })

  test('a prompt that may not pass does not reach the model', async () => {
    expect((await ask('safe', 'good')).status).toBe(200)
    expect((await ask('safe', 'bad')).status).toBe(403)
    expect(callsOf('safe')).toBe(1)
    expect(checks.requests[0]?.head.url).toBe(
      '/contentsafety/text:analyze?api-version=2024-09-01&version=1',
    )
  })

  test('events reach the client as they come, and are counted at their end', async () => {
    const { server, goOn } = eventsServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    await using streaming = await startGateway({
      revision: revisionOf(1, content),
      hosts: { '*': { host: '127.0.0.1', port } },
    })
    try {
      const answer = await ask('limited', 'x'.repeat(16), streaming.url)
      const reader = answer.body?.getReader()
      const first = await reader?.read()
      // The model has not ended yet: what it said is here all the same.
      expect(Buffer.from(first?.value ?? []).toString()).toContain('12345678')
      goOn()
      while ((await reader?.read())?.done === false);
      const next = await ask('limited', 'x', streaming.url)
      // 8 of the prompt, 2 of the answer.
      expect(next.headers.get('x-left')).toBe('90')
      goOn()
      await next.text()
    } finally {
      server.closeAllConnections()
      server.close()
    }
  }, 30_000)
})
