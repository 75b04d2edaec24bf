import type { z } from 'zod'
import type { Exchange } from '../pipeline/exchange.ts'
import { childrenNamed } from './children.ts'
import type { PolicyLoad } from './define-policy.ts'
import type { XmlElement } from './xml/element.ts'

/** One limit of a `rate-limit` or `quota`: its own, or one of an API or operation inside it. */
export type ScopedRow<Attributes> = {
  /** Which counter: the policy's place, then the API's and operation's. */
  readonly id: string
  readonly attributes: Attributes
  readonly isFor: (exchange: Exchange) => boolean
}

/**
 * The limits of a policy and of its `api` and `operation` children, each independent of the
 * others. A child's `id` wins over its `name`. Source: APIM, rate-limit, quota.
 */
export function scopedRows<Attributes>(
  own: Attributes,
  childSchema: z.ZodType<Attributes>,
  load: PolicyLoad,
): readonly ScopedRow<Attributes>[] {
  const rootId = `${load.scope}/${load.owner}/${load.path}`
  const rows: ScopedRow<Attributes>[] = [{ id: rootId, attributes: own, isFor: () => true }]
  const add = (element: XmlElement, id: string, isFor: ScopedRow<Attributes>['isFor']) => {
    const attributes = load.attributesOf(element, childSchema)
    if (attributes !== undefined) rows.push({ id, attributes, isFor })
  }
  for (const api of childrenNamed(load.element, 'api')) {
    const apiTarget = targetOf(api, load)
    const apiId = `${rootId}/${apiTarget.text}`
    const isApi = (exchange: Exchange) => apiTarget.is(exchange.api)
    add(api, apiId, isApi)
    for (const operation of childrenNamed(api, 'operation')) {
      const target = targetOf(operation, load)
      add(
        operation,
        `${apiId}/${target.text}`,
        (exchange) => isApi(exchange) && target.is(exchange.operation),
      )
    }
  }
  return rows
}

type Named = { readonly id: string; readonly name: string }

function targetOf(element: XmlElement, load: PolicyLoad) {
  // Templates of the service name things by their whole ARM id.
  const id = attributeOf(element, 'id')?.split('/').at(-1)
  const name = attributeOf(element, 'name')
  if ((id ?? name ?? '') === '') {
    load.refuse(`<${element.name}> names nothing`, 'give it an id or a name', element)
  }
  return {
    text: `${element.name}:${id ?? name ?? ''}`,
    is: (entity: Named | undefined) =>
      entity !== undefined && (id === undefined ? entity.name === name : entity.id === id),
  }
}

function attributeOf({ attributes }: XmlElement, name: string): string | undefined {
  return attributes.find((attribute) => attribute.name === name)?.value
}
