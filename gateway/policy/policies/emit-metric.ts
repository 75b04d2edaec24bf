import { z } from 'zod'
import type { Exchange } from '../../pipeline/exchange.ts'
import { isExpression, orExpression } from '../attributes.ts'
import { childrenNamed } from '../children.ts'
import { definePolicy, type PolicyLoad, type Text } from '../define-policy.ts'
import type { XmlElement } from '../xml/element.ts'

const dimensionsMax = 5
const numberText = orExpression(
  z.string().regex(/^\s*-?[0-9]{1,15}(\.[0-9]+)?\s*$/),
  'a number or an expression',
)
const dimensionAttributes = z.strictObject({
  name: z.string().min(1),
  value: z.string().optional(),
})

/** Dimensions that need no value, with what the service puts into them. */
const ownDimensions = new Map<string, Text>([
  ['API ID', ({ api }) => api?.id ?? ''],
  ['Operation ID', ({ operation }) => operation?.id ?? ''],
  ['Product ID', ({ product }) => product?.id ?? ''],
  ['User ID', ({ subscription }) => subscription?.ownerId ?? ''],
  ['Subscription ID', ({ subscription }) => subscription?.id ?? ''],
  ['Location', ({ deployment }) => deployment.region],
  ['Gateway ID', ({ deployment }) => deployment.gatewayId],
  ['Backend ID', ({ backend }) => (backend?.kind === 'entity' ? backend.backendId : '')],
])

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
    const children = childrenNamed(load.element, 'dimension')
    for (const child of load.element.children) {
      if (child.name === 'dimension') continue
      load.refuse(`<${child.name}> stands in emit-metric`, 'it takes dimension', child)
    }
    const dimensions = children.map((child) => compileDimension(child, load))
    const customCount = dimensions.filter(({ isCustom }) => isCustom).length
    if (children.length === 0) load.refuse('emit-metric has no dimension', 'add a <dimension>')
    if (customCount > dimensionsMax) {
      load.refuse(`emit-metric has ${customCount} custom dimensions`, `keep ${dimensionsMax}`)
    }
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

type Dimension = {
  readonly name: string
  readonly nameOf: Text
  readonly textOf: Text
  readonly isCustom: boolean
}

/** Looks the metric up at load, unless the name of a dimension is only known with the request. */
function compileEmit(
  namespace: string,
  name: string,
  dimensions: readonly Dimension[],
  { customMetrics }: PolicyLoad,
): (exchange: Exchange, amount: number, values: readonly string[]) => void {
  if (dimensions.some((dimension) => isExpression(dimension.name))) {
    return (exchange, amount, values) => {
      const names = dimensions.map(({ nameOf }) => nameOf(exchange))
      customMetrics.metric(namespace, name, names)(amount, values)
    }
  }
  const names = dimensions.map((dimension) => dimension.name)
  const emit = customMetrics.metric(namespace, name, names)
  return (_exchange, amount, values) => emit(amount, values)
}

function compileDimension(child: XmlElement, load: PolicyLoad): Dimension {
  const { name = '', value } = load.attributesOf(child, dimensionAttributes) ?? {}
  const nameOf = load.text(name, child)
  if (value !== undefined) return { name, nameOf, textOf: load.text(value, child), isCustom: true }
  const own = ownDimensions.get(name)
  if (own === undefined && name !== '') {
    const known = [...ownDimensions.keys()].join(', ')
    load.refuse(`the dimension ${name} has no value`, `only these need none: ${known}`, child)
  }
  return { name, nameOf, textOf: own ?? (() => ''), isCustom: false }
}
