import { z } from 'zod'
import type { Representation } from '../../../ledger/definition.ts'
import type { Exchange } from '../../pipeline/exchange.ts'
import { childNamed, childrenNamed } from '../children.ts'
import type { PolicyLoad } from '../define-policy.ts'

const mapAttributes = z.strictObject({
  'any-content-type-value': z.string().optional(),
  'missing-content-type-value': z.string().optional(),
})
const typeAttributes = z
  .strictObject({
    from: z.string().optional(),
    when: z.string().optional(),
    to: z.string().min(1),
  })
  .refine(({ from, when }) => (from === undefined) !== (when === undefined), {
    error: 'either from or when',
  })

/** Without parameters and in lower case; empty when there is none. */
export function mediaTypeOf(contentType: string | undefined): string {
  return (contentType?.split(';')[0] ?? '').trim().toLowerCase()
}

/** What the specification says of a body of this type; the nearer range before the wider. */
export function representationOf(
  representations: readonly Representation[],
  type: string,
): Representation | undefined {
  const fits =
    (of: string) =>
    ({ contentType }: Representation) =>
      mediaTypeOf(contentType) === of
  const [main = ''] = type.split('/')
  const suffix = /\+[^+]+$/.exec(type)?.[0]
  const ranges = [type, ...(suffix === undefined ? [] : [`${main}/*${suffix}`]), `${main}/*`, '*/*']
  for (const range of ranges) {
    const found = representations.find(fits(range))
    if (found !== undefined) return found
  }
  return undefined
}

/**
 * The type that a body is validated as: by the first mapping that matches, else as the map says of
 * a missing type or of any, else its own. Source: APIM, validate-content, content-type-map.
 */
export function compileTypeMap(load: PolicyLoad): (type: string, exchange: Exchange) => string {
  const map = childNamed(load.element, 'content-type-map')
  const given = map === undefined ? undefined : load.attributesOf(map, mapAttributes)
  if (map === undefined || given === undefined) return (type) => type
  const mappings = childrenNamed(map, 'type').flatMap((child) => {
    const read = load.attributesOf(child, typeAttributes)
    if (read === undefined) return []
    const to = mediaTypeOf(read.to)
    if (read.when !== undefined) return [{ to, applies: whenOf(read.when, child, load) }]
    const from = mediaTypeOf(read.from)
    return [{ to, applies: (type: string) => type === from }]
  })
  const missing = given['missing-content-type-value']
  const any = given['any-content-type-value']
  return (type, exchange) => {
    const mapped = mappings.find(({ applies }) => applies(type, exchange))
    if (mapped !== undefined) return mapped.to
    if (type === '' && missing !== undefined) return mediaTypeOf(missing)
    return any === undefined ? type : mediaTypeOf(any)
  }
}

function whenOf(source: string, child: PolicyLoad['element'], load: PolicyLoad) {
  const condition = load.condition(source, child)
  return (_type: string, exchange: Exchange) => condition(exchange)
}
