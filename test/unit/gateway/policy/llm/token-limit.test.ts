import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { replicatedCounters } from '../../../../../gateway/counters/replicated-counters.ts'
import { chat, events, json, modelGateway, textOf, usage } from './model-world.ts'

const limit = (more: string, name = 'llm-token-limit') =>
  `<${name} counter-key="k" ${more} remaining-tokens-header-name="x-left" />`
const perMinute = 'tokens-per-minute="100" estimate-prompt-tokens="false"'
const estimating = 'tokens-per-minute="100" estimate-prompt-tokens="true"'
const spending = (tokens: number) => json({ usage: usage(tokens, 0) })

test.each(['llm-token-limit', 'azure-openai-token-limit'])(
  '%s: too many tokens in an answer refuse the requests behind it, until they leave the window',
  async (name) => {
    const { ask, time, forwarded } = modelGateway(limit(perMinute, name))
    const first = await ask(chat('x'), spending(150))
    expect([first.status, first.headers.first('x-left')]).toEqual([200, '100'])
    time.nowMs = 10_000
    const second = await ask(chat('x'))
    expect([second.status, second.headers.first('Retry-After')]).toEqual([429, '50'])
    expect(second.text).toBe(
      '{ "statusCode": 429, "message": "Token limit is exceeded. Try again in 50 seconds." }',
    )
    expect(second.exchange.lastError).toMatchObject({ source: name, reason: 'TokenLimitExceeded' })
    time.nowMs = 61_000
    expect((await ask(chat('x'))).status).toBe(200)
    expect(forwarded.length).toBe(2)
  },
)

test('tokens below the limit add up', async () => {
  const { ask } = modelGateway(limit(perMinute))
  const left = async (tokens: number) => {
    const { status, headers } = await ask(chat('x'), spending(tokens))
    return [status, headers.first('x-left')]
  }
  expect(await left(60)).toEqual([200, '100'])
  expect(await left(39)).toEqual([200, '40'])
  expect(await left(1)).toEqual([200, '1'])
  expect(await left(1)).toEqual([429, undefined])
})

test('an estimated prompt that does not fit never reaches the model', async () => {
  const { ask, forwarded } = modelGateway(limit(estimating))
  // 400 letters are about 100 tokens, and a message takes some of its own.
  expect((await ask(chat('x'.repeat(400)))).status).toBe(429)
  expect((await ask(chat('x'.repeat(200)))).status).toBe(200)
  expect((await ask(chat('x'.repeat(200)))).status).toBe(429)
  expect(forwarded.length).toBe(1)
})

test('what was estimated is paid by the usage of the answer, not added to it', async () => {
  const { ask } = modelGateway(limit(estimating))
  // An estimate of 54: the answer says 60 in all, so 40 are left.
  expect((await ask(chat('x'.repeat(200)), spending(60))).headers.first('x-left')).toBe('46')
  expect((await ask(chat('x'.repeat(4)))).headers.first('x-left')).toBe('35')
})

test('an answer in events is estimated, prompt and all, even where prompts are not', async () => {
  const { ask } = modelGateway(limit(perMinute))
  const streamed = chat('x'.repeat(40), { stream: true })
  const first = await ask(streamed, events('y'.repeat(20), 'y'.repeat(20)))
  expect(first.text).toContain('data: [DONE]')
  // 14 for the prompt before, 10 for the answer after.
  expect(first.headers.first('x-left')).toBe('86')
  expect((await ask(chat('x'))).headers.first('x-left')).toBe('76')
})

test('events pass through as they come, in whatever pieces, and are counted at their end', async () => {
  const { ask } = modelGateway(limit(perMinute))
  const whole = await textOf(events('é'.repeat(8), '漢字').body)
  const bytes = Buffer.from(whole)
  const pieces = Array.from(bytes, (_, index) => bytes.subarray(index, index + 1))
  const stream = Readable.from(pieces, { objectMode: false })
  const answer = {
    type: 'text/event-stream; charset=utf-8',
    body: { kind: 'stream', stream },
  } as const
  expect((await ask(chat('', { stream: true }), answer)).text).toBe(whole)
  // 4 of the prompt, 2 + 2 of the answer.
  expect((await ask(chat('x'))).headers.first('x-left')).toBe('92')
})

test.each([
  ['as it is written', '100', 'Monthly'],
  ['as expressions say', '@(50 + 50)', '@("Mon" + "thly")'],
])('a quota is of the calendar, and refuses with 403: %s', async (_case, tokens, period) => {
  const policy = `<llm-token-limit counter-key="k" token-quota="${tokens}" token-quota-period="${period}" estimate-prompt-tokens="false" remaining-quota-tokens-header-name="x-left" />`
  const { ask, time } = modelGateway(policy)
  expect((await ask(chat('x'), spending(70))).headers.first('x-left')).toBe('100')
  expect((await ask(chat('x'), spending(70))).headers.first('x-left')).toBe('30')
  const refused = await ask(chat('x'))
  expect([refused.status, refused.headers.first('Retry-After')]).toEqual([403, '3600'])
  expect(refused.exchange.lastError?.reason).toBe('TokenQuotaExceeded')
  // February begins.
  time.nowMs = 3_600_000
  expect((await ask(chat('x'))).headers.first('x-left')).toBe('100')
})

test('a request that the quota refuses takes nothing from the minute', async () => {
  const policy = `<llm-token-limit counter-key="k" tokens-per-minute="100" token-quota="50" token-quota-period="Hourly" estimate-prompt-tokens="true" remaining-tokens-header-name="x-left" />`
  const { ask } = modelGateway(policy)
  expect((await ask(chat('x'.repeat(300)))).status).toBe(403)
  expect((await ask(chat('x'.repeat(4)))).headers.first('x-left')).toBe('95')
})

test('a request counts once in a counter, however many policies name it', async () => {
  const { ask } = modelGateway(limit(perMinute) + limit(perMinute.replace('100', '1000')))
  await ask(chat('x'), spending(70))
  expect((await ask(chat('x'))).headers.first('x-left')).toBe('930')
})

test('keys count apart, as expressions say', async () => {
  const policy = limit(perMinute).replace(
    '"k"',
    '"@(context.Request.Body.As&lt;JObject&gt;(true)[&quot;user&quot;].ToString())"',
  )
  const { ask } = modelGateway(policy)
  await ask(chat('x', { user: 'a' }), spending(100))
  expect((await ask(chat('x', { user: 'a' }))).status).toBe(429)
  expect((await ask(chat('x', { user: 'b' }))).status).toBe(200)
})

test('headers and variables have the names that they are given', async () => {
  const policy = `<llm-token-limit counter-key="k" tokens-per-minute="100" estimate-prompt-tokens="true" retry-after-header-name="x-wait" retry-after-variable-name="wait" remaining-tokens-variable-name="left" tokens-consumed-header-name="x-used" tokens-consumed-variable-name="used" />`
  const outbound =
    '<set-header name="x-seen"><value>@(context.Variables["used"].ToString())</value></set-header>'
  const { ask } = modelGateway(policy, outbound)
  const first = await ask(chat('x'.repeat(40)), spending(95))
  expect(first.exchange.variables.get('left')).toBe(86)
  expect([first.headers.first('x-used'), first.headers.first('x-seen')]).toEqual(['95', '95'])
  const refused = await ask(chat('x'.repeat(40)))
  expect([refused.headers.first('x-wait'), refused.exchange.variables.get('wait')]).toEqual([
    '60',
    60,
  ])
})

test('an answer of an error takes what was estimated, and no more', async () => {
  const { ask } = modelGateway(limit(estimating))
  await ask(chat('x'.repeat(40)), { status: 500, ...json({ error: {} }) })
  expect((await ask(chat(''))).headers.first('x-left')).toBe('82')
})

test('each try of a retry is paid', async () => {
  const retry =
    '<retry condition="@(context.Response.StatusCode == 200)" count="1" interval="0"><forward-request /></retry>'
  const { ask } = modelGateway(`${limit(estimating)}${retry}`)
  // 14 were expected: the first answer pays the rest of 20, the second and third 20 each.
  await ask(chat('x'.repeat(40)), spending(20))
  expect((await ask(chat(''))).headers.first('x-left')).toBe('36')
})

test('other holders of the counter feel it', async () => {
  const counters = replicatedCounters({ holder: 'a#1', runId: '0123456789abcdef' })
  const others = replicatedCounters({ holder: 'b#1', runId: '0123456789abcdef' })
  await modelGateway(limit(perMinute), '', { counters }).ask(chat('x'), spending(100))
  others.merge(counters.fullState())
  const there = modelGateway(limit(perMinute), '', { counters: others })
  expect((await there.ask(chat('x'))).status).toBe(429)
})

test('what is compressed could not be counted: it is not asked for', async () => {
  const { ask, forwarded } = modelGateway(limit(perMinute))
  await ask(chat('x'))
  expect(forwarded[0]?.request.headers.has('Accept-Encoding')).toBe(false)
})

test.each([
  ['neither a rate nor a quota', '', /tokens-per-minute, or token-quota/],
  ['a quota without its period', 'token-quota="5"', /stand together/],
  ['another period', 'token-quota="5" token-quota-period="day"', /token-quota-period/],
  ['a rate that is no number', 'tokens-per-minute="many"', /tokens-per-minute/],
])('is refused with %s', (_case, more, message) => {
  expect(() =>
    modelGateway(`<llm-token-limit counter-key="k" estimate-prompt-tokens="true" ${more} />`),
  ).toThrow(message)
})

test.each([
  ['a period that is none', '100', '@("Fortnightly")'],
  ['a quota below zero', '@(-1)', 'Daily'],
])('an expression that gives %s is an error of the request', async (_case, tokens, period) => {
  const { ask } = modelGateway(
    `<llm-token-limit counter-key="k" token-quota="${tokens}" token-quota-period="${period}" estimate-prompt-tokens="false" />`,
  )
  const { status, exchange } = await ask(chat('x'))
  expect([status, exchange.lastError?.reason]).toEqual([500, 'ExpressionValueEvaluationFailure'])
})
