import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { prometheusMetrics } from '../../../../../gateway/telemetry/custom-metrics.ts'
import { chat, events, json, modelGateway, usage } from './model-world.ts'

test.each(['llm-emit-token-metric', 'azure-openai-emit-token-metric'])(
  '%s adds up what answers took, by dimension',
  async (name) => {
    const registry = new Registry()
    const customMetrics = prometheusMetrics(registry)
    const policy = `<${name} namespace="shop"><dimension name="API ID" /><dimension name="model" value="@((string)context.Request.Body.As&lt;JObject&gt;(true)[&quot;model&quot;])" /></${name}>`
    const { ask } = modelGateway(policy, '', { customMetrics })
    await ask(chat('x'), json({ usage: usage(7, 3) }))
    await ask(chat('x'), json({ usage: usage(1, 2) }))
    await ask(chat('x'), json({ error: 'none' }))
    const text = await registry.metrics()
    expect(text).toContain('shop_total_tokens_sum{api_id="orders",model="m"} 13')
    expect(text).toContain('shop_total_tokens_count{api_id="orders",model="m"} 2')
    expect(text).toContain('shop_prompt_tokens_sum{api_id="orders",model="m"} 8')
    expect(text).toContain('shop_completion_tokens_sum{api_id="orders",model="m"} 5')
  },
)

test('of events it is estimated, and traced', async () => {
  const { ask } = modelGateway(
    '<llm-emit-token-metric><dimension name="API ID" /></llm-emit-token-metric>',
  )
  const { traced } = await ask(chat('x'.repeat(40), { stream: true }), events('y'.repeat(40)))
  expect(traced).toEqual([
    'llm-emit-token-metric: API Management: Total Tokens 24',
    'llm-emit-token-metric: API Management: Prompt Tokens 14',
    'llm-emit-token-metric: API Management: Completion Tokens 10',
  ])
})

test('is refused without a dimension', () => {
  expect(() => modelGateway('<llm-emit-token-metric />')).toThrow(/has no dimension/)
})
