import { z } from 'zod'
import { isExpression } from '../attributes.ts'
import { definePolicy, type PolicyLoad, type Step } from '../define-policy.ts'
import { compileDimensions, compileEmit } from '../metric-dimensions.ts'
import type { TokenUsage } from './completion.ts'
import { watchTokens } from './token-watch.ts'

const metrics: readonly (readonly [name: string, of: (usage: TokenUsage) => number])[] = [
  ['Total Tokens', ({ totalTokens }) => totalTokens],
  ['Prompt Tokens', ({ promptTokens }) => promptTokens],
  ['Completion Tokens', ({ completionTokens }) => completionTokens],
]

/**
 * Adds what each answer of a model took to three metrics of the instance, by dimension. Of answers
 * that come as events it is estimated. Source: APIM, llm-emit-token-metric and
 * azure-openai-emit-token-metric.
 */
export function defineEmitTokenMetric(
  policyName: 'llm-emit-token-metric' | 'azure-openai-emit-token-metric',
) {
  return definePolicy({
    name: policyName,
    sections: ['inbound'],
    example: `<${policyName} namespace="shop"><dimension name="API ID" /><dimension name="caller" value="@(context.Request.IpAddress)" /></${policyName}>`,
    attributes: z.strictObject({
      namespace: z
        .string()
        .min(1)
        .refine((text) => !isExpression(text), 'a name, no expression')
        .default('API Management'),
    }),
    compile: ({ namespace }, load) => compileMetrics(namespace, load),
  })
}

function compileMetrics(namespace: string, load: PolicyLoad): Step {
  const dimensions = compileDimensions(load)
  const emits = metrics.map(([name, of]) => {
    const emit = compileEmit(namespace, name, dimensions, load)
    return { name, of, emit }
  })
  // The prompt of an answer in events is estimated from it.
  load.needsRequestBody()
  return (exchange) => {
    const values = dimensions.map(({ textOf }) => textOf(exchange))
    watchTokens(exchange, (usage) => {
      for (const { name, of, emit } of emits) {
        emit(exchange, of(usage), values)
        exchange.trace(load.element.name, `${namespace}: ${name} ${of(usage)}`)
      }
    })
    return undefined
  }
}
