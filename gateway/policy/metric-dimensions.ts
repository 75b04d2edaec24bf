import { z } from 'zod'
import type { Exchange } from '../pipeline/exchange.ts'
import { isExpression } from './attributes.ts'
import { childrenNamed } from './children.ts'
import type { PolicyLoad, Text } from './define-policy.ts'
import type { XmlElement } from './xml/element.ts'

const dimensionsMax = 5
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

export type Dimension = {
  readonly name: string
  readonly nameOf: Text
  readonly textOf: Text
  readonly isCustom: boolean
}

/**
 * The `dimension` children of a policy that emits metrics; wrong ones are refused, one too many is
 * a warning.
 * Source: APIM, emit-metric.
 */
export function compileDimensions(load: PolicyLoad): readonly Dimension[] {
  const { name } = load.element
  const children = childrenNamed(load.element, 'dimension')
  for (const child of load.element.children) {
    if (child.name === 'dimension') continue
    load.refuse(`<${child.name}> stands in ${name}`, 'it takes dimension', child)
  }
  const dimensions = children.map((child) => compileDimension(child, load))
  const customCount = dimensions.filter(({ isCustom }) => isCustom).length
  if (children.length === 0) load.refuse(`${name} has no dimension`, 'add a <dimension>')
  if (customCount > dimensionsMax) {
    // Published documents have six, and are in use.
    load.advise(
      `${name} has ${customCount} custom dimensions`,
      `the service documents at most ${dimensionsMax}; all are kept here`,
      `keep ${dimensionsMax}`,
    )
  }
  return dimensions
}

/** Looks the metric up at load, unless the name of a dimension is only known with the request. */
export function compileEmit(
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
