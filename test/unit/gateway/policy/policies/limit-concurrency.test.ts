import { describe, expect, test } from 'vitest'
import type { BackendAnswer, BackendCaller } from '../../../../../gateway/backends/call.ts'
import { newResponse } from '../../../../../gateway/pipeline/response.ts'
import { gatewayWith, inbound } from '../../in-memory.ts'

const path = '/orders/item/1'
const limited = (attributes: string, inside = '<forward-request />') =>
  `<limit-concurrency ${attributes}>${inside}</limit-concurrency>`
const backendSection = (xml: string) => `<policies><backend>${xml}</backend></policies>`

/** A gateway whose backend answers only when it is told to. */
function heldGateway(api: string) {
  const held: ((answer: BackendAnswer) => void)[] = []
  const backends: BackendCaller = {
    hasEntity: () => false,
    sendTo: () => Promise.reject(new Error('none')),
    send: () => Promise.reject(new Error('none')),
    forward: () => new Promise((resolve) => held.push(resolve)),
  }
  const gateway = gatewayWith({ api }, { tools: { backends } })
  const answerAll = () => {
    for (const answer of held.splice(0)) answer({ kind: 'answer', response: newResponse(200) })
  }
  return { gateway, answerAll, held }
}

describe('with three requests at once', () => {
  test.each([
    ['more than max-count are rejected', 'key="a" max-count="2"', [200, 200, 429]],
    ['as many as max-count go on', 'key="a" max-count="3"', [200, 200, 200]],
    [
      'each key has its own count',
      'key="@(context.Request.Headers.GetValueOrDefault(&quot;user&quot;))" max-count="1"',
      [200, 200, 200],
    ],
  ])('%s', async (_case, attributes, statuses) => {
    const { gateway, answerAll, held } = heldGateway(backendSection(limited(attributes)))
    const sent = ['x', 'y', 'z'].map((user) => gateway.send({ path, headers: { user } }))
    await expect.poll(() => held.length).toBe(statuses.filter((status) => status === 200).length)
    answerAll()
    expect((await Promise.all(sent)).map(({ status }) => status)).toEqual(statuses)
  })
})

test('two policies share the count of their key', async () => {
  const choice = (key: string) =>
    `<choose><when condition="@(context.Request.Headers.ContainsKey(&quot;other&quot;))">${limited(`key="${key}" max-count="1"`)}</when><otherwise>${limited('key="a" max-count="1"')}</otherwise></choose>`
  const statusesOf = async (key: string) => {
    const { gateway, answerAll, held } = heldGateway(backendSection(choice(key)))
    const first = gateway.send({ path })
    await expect.poll(() => held.length).toBe(1)
    const second = gateway.send({ path, headers: { other: '1' } })
    if (key !== 'a') await expect.poll(() => held.length).toBe(2)
    else await second
    answerAll()
    return [(await first).status, (await second).status]
  }
  expect([await statusesOf('a'), await statusesOf('b')]).toEqual([
    [200, 429],
    [200, 200],
  ])
})

test.each([
  ['an answer', '<forward-request />', 200],
  ['a response of its own', '<return-response />', 200],
  ['an error', '<forward-request fail-on-error-status-code="true" />', 404],
  ['an expression that throws', '<set-variable name="a" value="@(1 / int.Parse("0"))" />', 500],
])('%s makes room again', async (_case, inside, status) => {
  const api = backendSection(limited('key="a" max-count="1"', inside))
  const backend = [{ status }]
  const gateway = gatewayWith({ api }, { backend })
  const answers = [await gateway.send({ path }), await gateway.send({ path })]
  expect(answers.map((answer) => answer.status)).toEqual([status, status])
})

test('the rejection says who made it', async () => {
  const api = inbound(limited('key="a" max-count="1"', limited('key="a" max-count="1"', '')))
  const { status, text, exchange } = await gatewayWith({ api }).send({ path })
  expect([status, text]).toEqual([
    429,
    '{ "statusCode": 429, "message": "Concurrency limit is exceeded." }',
  ])
  expect(exchange.lastError).toMatchObject({
    source: 'limit-concurrency',
    path: 'limit-concurrency[1]\\limit-concurrency[1]',
  })
  expect(exchange.attribution.layer).toBe('gateway')
})

test.each(['0', '-1', '@(5)'])('max-count="%s" is refused', (count) => {
  expect(() => gatewayWith({ api: inbound(limited(`key="a" max-count="${count}"`, '')) })).toThrow(
    /max-count of <limit-concurrency> is not valid/,
  )
})
