import { expect, test } from 'vitest'
import { gatewayWith, inbound } from '../../in-memory.ts'
import { cacheInMemory } from '../policies/cache-in-memory.ts'
import { type Beside, chat, events, json, modelGateway } from './model-world.ts'

/** Texts about weather point one way, others another, with a little of their length. */
const embeddings: Beside = (body) => {
  const text = String(JSON.parse(body).input)
  const isWeather = text.includes('rain') || text.includes('sun')
  const small = text.length / 10_000
  return json({ data: [{ embedding: isWeather ? [1, small, 0] : [0, small, 1] }] })
}

const lookup = (more = '', children = '', name = 'llm-semantic-cache-lookup') =>
  `<${name} score-threshold="0.05" embeddings-backend-id="embeddings" embeddings-backend-auth="system-assigned" ${more}>${children}</${name}>`
const store = (name = 'llm-semantic-cache-store') => `<${name} duration="10" />`

function cached(policies = lookup(), answer = embeddings, outbound = store()) {
  const { cache, time } = cacheInMemory()
  const world = modelGateway(policies, outbound, { cache }, [['embeddings', answer]])
  const ask = async (text: string, more: object = {}, says = json({ said: text })) => {
    time.nowMs = world.time.nowMs
    const { exchange, text: answered, status } = await world.ask(chat(text, more), says)
    return { cache: exchange.cache, answered, status }
  }
  return { ...world, ask }
}

test.each([
  ['llm-semantic-cache-lookup', 'llm-semantic-cache-store'],
  ['azure-openai-semantic-cache-lookup', 'azure-openai-semantic-cache-store'],
])('%s answers what means the same from the cache, until it has expired', async (name, keep) => {
  const { ask, time, forwarded, asked } = cached(lookup('', '', name), embeddings, store(keep))
  expect((await ask('will it rain?')).cache).toBe('miss')
  const again = await ask('is there rain tomorrow?')
  expect(again).toEqual({ cache: 'hit', answered: '{"said":"will it rain?"}', status: 200 })
  expect((await ask('what is a token?')).cache).toBe('miss')
  expect([forwarded.length, asked.length]).toEqual([2, 3])
  time.nowMs = 10_000
  expect((await ask('will it rain?')).cache).toBe('miss')
})

test('the embeddings backend is asked with the prompt', async () => {
  const { ask, asked } = cached()
  await ask('rain')
  expect(asked[0]).toMatchObject({ id: 'embeddings', path: '', method: 'POST' })
  expect(asked[0]?.body).toMatchObject({ bytes: Buffer.from('{"input":"user: rain"}') })
})

test('system messages count, unless they are ignored', async () => {
  const withSystem = (content: string) => ({
    messages: [
      { role: 'system', content },
      { role: 'user', content: 'rain' },
    ],
  })
  const counting = cached(lookup(), (body) =>
    embeddings(body.replace('be brief', 'x rain'), {} as never),
  )
  await counting.ask('', withSystem('be brief'))
  const { ask, asked } = cached(lookup('ignore-system-messages="true"'))
  await ask('', withSystem('be brief'))
  expect((await ask('', withSystem('be long'))).cache).toBe('hit')
  const inputs = asked.map(({ body }) => body.kind === 'bytes' && body.bytes.toString())
  expect(inputs).toEqual(['{"input":"user: rain"}', '{"input":"user: rain"}'])
  const said = counting.asked.map(({ body }) => body.kind === 'bytes' && body.bytes.toString())
  expect(said).toEqual(['{"input":"system: be brief\\nuser: rain"}'])
})

test.each<[string, string, object, object, 'hit' | 'miss' | 'none']>([
  ['another model', lookup(), { model: 'a' }, { model: 'b' }, 'miss'],
  [
    'another value that it varies by',
    lookup(
      '',
      '<vary-by>@((string)context.Request.Body.As&lt;JObject&gt;(true)["user"])</vary-by>',
    ),
    { user: 'a' },
    { user: 'b' },
    'miss',
  ],
  ['a dialog that is too long', lookup('max-message-count="0"'), {}, {}, 'none'],
  ['a dialog that is not', lookup('max-message-count="1"'), {}, {}, 'hit'],
  ['an answer in events', lookup(), { stream: true }, { stream: true }, 'none'],
])('%s', async (_case, policies, one, other, expected) => {
  const { ask } = cached(policies)
  await ask('rain', one)
  expect((await ask('rain', other)).cache).toBe(expected)
})

test.each([
  ['an error', { status: 500, ...json({ error: {} }) }],
  ['events', events('rain')],
])('%s is not kept', async (_case, says) => {
  const { ask } = cached()
  await ask('rain', {}, says)
  expect((await ask('rain')).cache).toBe('miss')
})

test.each<[string, Beside]>([
  ['is down', () => undefined],
  ['answers an error', () => ({ status: 401, ...json({}) })],
  ['sends no vector', () => json({ data: [] })],
])('an embeddings backend that %s is in nobody’s way', async (_case, answer) => {
  const { ask } = cached(lookup(), answer)
  expect(await ask('rain')).toEqual({ cache: 'none', answered: '{"said":"rain"}', status: 200 })
})

test('outbound goes on behind the store', async () => {
  const header = '<set-header name="x-behind"><value>yes</value></set-header>'
  const { ask } = cached(lookup(), embeddings, `<set-body>changed</set-body>${store()}${header}`)
  await ask('rain')
  expect((await ask('rain')).answered).toBe('changed')
})

test('a backend that is not there is said at load, and fails the request', async () => {
  const gateway = gatewayWith({ api: inbound(lookup()) })
  expect(gateway.warnings).toMatchObject([
    {
      code: 'POLICY_NOT_SUPPORTED',
      where: 'api.xml:1:28',
      what: 'there is no backend embeddings, which embeddings-backend-id of llm-semantic-cache-lookup names',
    },
  ])
  const asked = { path: '/orders/item', method: 'POST', body: chat('rain') }
  expect((await gateway.send(asked)).status).toBe(500)
})

test.each(['1.5', '-0.1', 'near'])('the threshold %s is refused', (threshold) => {
  expect(() => cached(lookup().replace('0.05', threshold))).toThrow(/score-threshold/)
})
