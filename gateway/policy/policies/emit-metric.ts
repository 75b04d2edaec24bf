import { z } from 'zod'
import { isExpression, orExpression } from '../attributes.ts'
import { definePolicy } from '../define-policy.ts'
import { compileDimensions, compileEmit } from '../metric-dimensions.ts'

const numberText = orExpression(
  z.string().regex(/^\s*-?[0-9]{1,15}(\.[0-9]+)?\s*$/),
  'a number or an expression',
)
/**
 * Adds a value to a metric of the instance, by dimension, and writes both into the request's trace
 * if somebody traces it. Source: APIM, emit-metric.
 */
export const emitMetric = definePolicy({
  name: 'emit-metric',
  sections: ['inbound', 'backend', 'outbound', 'on-error'],
  example:
    '<emit-metric name="orders" value="1" namespace="shop"><dimension name="API ID" /><dimension name="caller" value="@(context.Request.IpAddress)" /></emit-metric>',
  attributes: z.strictObject({
    name: z
      .string()
      .min(1)
      .refine((name) => !isExpression(name), 'a name, no expression'),
    namespace: z.string().min(1).default('API Management'),
    value: numberText.default('1'),
  }),
  compile({ name, namespace, value }, load) {
    const numberOf = load.number(value)
    const dimensions = compileDimensions(load)
    const emit = compileEmit(namespace, name, dimensions, load)
    return (exchange) => {
      const amount = numberOf(exchange)
      const values = dimensions.map(({ textOf }) => textOf(exchange))
      emit(exchange, amount, values)
      const told = dimensions.map((of, index) => ` ${of.nameOf(exchange)}=${values[index]}`)
      exchange.trace('emit-metric', `${namespace}: ${name} ${amount}${told.join('')}`)
      return undefined
    }
  },
})
