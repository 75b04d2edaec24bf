import { z } from 'zod'
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
 * Writes a metric's value and dimensions into the request's trace, if somebody traces it; nothing
 * adds them up. Source: APIM, emit-metric.
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
    return (exchange) => {
      const told = dimensions.map((of) => ` ${of.name}=${of.textOf(exchange)}`)
      exchange.trace('emit-metric', `${namespace}: ${name} ${numberOf(exchange)}${told.join('')}`)
      return undefined
    }
  },
})

type Dimension = { readonly name: string; readonly textOf: Text; readonly isCustom: boolean }

function compileDimension(child: XmlElement, load: PolicyLoad): Dimension {
  const { name = '', value } = load.attributesOf(child, dimensionAttributes) ?? {}
  if (value !== undefined) return { name, textOf: load.text(value, child), isCustom: true }
  const own = ownDimensions.get(name)
  if (own === undefined && name !== '') {
    const known = [...ownDimensions.keys()].join(', ')
    load.refuse(`the dimension ${name} has no value`, `only these need none: ${known}`, child)
  }
  return { name, textOf: own ?? (() => ''), isCustom: false }
}
