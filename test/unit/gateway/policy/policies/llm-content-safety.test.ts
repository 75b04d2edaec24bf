import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { piecesOf } from '../../../../../gateway/policy/llm/safe-answer.ts'
import { type Beside, chat, events, json, modelGateway } from '../llm/model-world.ts'

/** Each "bad" of a text is two levels of hate; "attack" is one; "word" is on a blocklist. */
const safety: Beside = (body, { path }) => {
  const asked = JSON.parse(body)
  if (path.startsWith('/contentsafety/text:shieldPrompt')) {
    return json({ userPromptAnalysis: { attackDetected: asked.userPrompt.includes('attack') } })
  }
  const severity = 2 * asked.text.split('bad').length - 2
  const isListed = asked.blocklistNames.length > 0 && asked.text.includes('word')
  return json({
    categoriesAnalysis: asked.categories.map((category: string) => ({ category, severity })),
    blocklistsMatch: isListed ? [{ blocklistItemText: 'word' }] : [],
  })
}

const hate = '<categories><category name="Hate" threshold="4" /></categories>'
const policy = (more = '', children = hate) =>
  `<llm-content-safety backend-id="safety" ${more}>${children}</llm-content-safety>`

const world = (policies: string, outbound = '', answer = safety) =>
  modelGateway(policies, outbound, {}, [['safety', answer]])

test.each([
  ['harm at the threshold', policy(), 'bad bad', 403],
  ['harm below it', policy(), 'bad', 200],
  ['nothing that is asked for', policy('', ''), 'bad bad attack word', 200],
  ['an attack', policy('shield-prompt="true"', ''), 'attack', 403],
  ['an attack that nobody asks about', policy(), 'attack', 200],
  ['a word of a blocklist', policy('', '<blocklists><id>mine</id></blocklists>'), 'word', 403],
  ['a text too long to be checked', policy(), 'x'.repeat(10_001), 403],
  ['a text that is not', policy(), 'x'.repeat(10_000), 200],
])('a prompt with %s', async (_case, policies, text, status) => {
  const { ask, forwarded } = world(policies)
  const answer = await ask(chat(text))
  expect([answer.status, forwarded.length]).toEqual([status, status === 200 ? 1 : 0])
  if (status === 200) return
  expect(answer.text).toBe(
    '{ "statusCode": 403, "message": "Request failed content safety check." }',
  )
  expect(answer.exchange.lastError).toMatchObject({
    source: 'llm-content-safety',
    reason: 'ContentSafetyViolation',
  })
})

test('the service is asked as it wants to be', async () => {
  const children = `<categories output-type="EightSeverityLevels"><category name="Hate" threshold="4" /><category name="Violence" threshold="6" /></categories><blocklists><id>mine</id></blocklists>`
  const { ask, asked } = world(policy('shield-prompt="true"', children))
  await ask(JSON.stringify({ messages: [{ content: 'one' }, { content: 'two' }] }))
  const said = asked.map(({ path, body }) => [
    path,
    body.kind === 'bytes' && JSON.parse(body.bytes.toString()),
  ])
  expect(said).toEqual([
    [
      '/contentsafety/text:shieldPrompt?api-version=2024-09-01',
      { userPrompt: 'one\ntwo', documents: [] },
    ],
    [
      '/contentsafety/text:analyze?api-version=2024-09-01',
      {
        text: 'one\ntwo',
        categories: ['Hate', 'Violence'],
        blocklistNames: ['mine'],
        outputType: 'EightSeverityLevels',
      },
    ],
  ])
})

test.each<[string, Beside]>([
  ['is down', () => undefined],
  ['answers an error', () => ({ status: 429, ...json({}) })],
  ['makes no sense', () => json([])],
])('what cannot be checked does not pass: the service %s', async (_case, answer) => {
  const { ask, forwarded } = world(policy(), '', answer)
  const { status, exchange } = await ask(chat('x'))
  expect([status, exchange.lastError?.reason, forwarded.length]).toEqual([
    500,
    'ContentSafetyFailure',
    0,
  ])
})

const completion = (content: string) => json({ choices: [{ message: { content } }] })
const enforcing = policy('enforce-on-completions="true"')

test.each([
  ['inbound', enforcing, ''],
  ['outbound', '', policy()],
])('an answer is checked in %s where that is asked for', async (_section, policies, outbound) => {
  const { ask } = world(policies, outbound)
  const refused = await ask(chat('x'), completion('bad bad'))
  expect([refused.status, refused.exchange.lastError?.source]).toEqual([403, 'llm-content-safety'])
  expect((await ask(chat('x'), completion('good'))).text).toContain('good')
})

test('an answer is not checked where that is not asked for', async () => {
  expect((await world(policy()).ask(chat('x'), completion('bad bad'))).status).toBe(200)
})

test.each([
  ['in a whole', (bytes: Buffer) => ({ kind: 'bytes', bytes }) as const],
  [
    'byte by byte',
    (bytes: Buffer) => {
      const pieces = Array.from(bytes, (_, index) => bytes.subarray(index, index + 1))
      return { kind: 'stream', stream: Readable.from(pieces, { objectMode: false }) } as const
    },
  ],
])('events that come %s just stop where the answer may not go on', async (_case, bodyOf) => {
  const bodyFrom = (...deltas: readonly string[]) => {
    const { type = '', body } = events(...deltas)
    return { type, body: bodyOf(body.kind === 'bytes' ? body.bytes : Buffer.alloc(0)) }
  }
  const windowed = policy('enforce-on-completions="true" window-size="10"')
  const good = await world(windowed).ask(chat('x'), bodyFrom('all is well, ', 'and ends'))
  expect(good.text).toContain('[DONE]')
  const bad = await world(windowed).ask(chat('x'), bodyFrom('all is well, ', 'bad bad bad', 'end'))
  expect(bad.status).toBe(200)
  expect(bad.text).not.toContain('[DONE]')
  expect(bad.text).not.toContain('bad bad')
  expect(bad.traced.join()).toMatch(/the events stop: Request failed content safety check/)
})

test.each([
  ['abcdef', 3, 0, ['abc', 'def']],
  ['abcdefg', 3, 0, ['abc', 'def', 'g']],
  ['abcdef', 4, 2, ['abcd', 'cdef']],
  ['ab', 4, 2, ['ab']],
  ['', 4, 0, ['']],
])('%j in pieces of %d with %d of the one before', (text, windowSize, windowOverlap, expected) => {
  expect(piecesOf(text, { windowSize, windowOverlap })).toEqual(expected)
})

test('a backend that is not there is said at load', async () => {
  const { warnings, ask } = modelGateway(policy())
  expect(warnings.map(({ what }) => what)).toEqual([
    'there is no backend safety, which backend-id of llm-content-safety names',
  ])
  expect((await ask(chat('x'))).status).toBe(500)
})

test.each([
  ['another category', '<categories><category name="Fun" threshold="4" /></categories>'],
  ['no threshold', '<categories><category name="Hate" /></categories>'],
  ['another element', '<lists />'],
])('is refused with %s', (_case, children) => {
  expect(() => world(policy('', children))).toThrow()
})
