import { z } from 'zod'
import { wordText } from '../attributes.ts'
import { childrenNamed } from '../children.ts'
import { definePolicy } from '../define-policy.ts'

/** Adds, replaces or deletes a query parameter. Source: APIM, set-query-parameter. */
export const setQueryParameter = definePolicy({
  name: 'set-query-parameter',
  sections: ['inbound', 'backend'],
  example:
    '<set-query-parameter name="api-version" exists-action="skip"><value>2024-01-01</value></set-query-parameter>',
  attributes: z.strictObject({
    name: z.string().min(1),
    'exists-action': wordText('override', 'skip', 'append', 'delete').default('override'),
  }),
  compile(attributes, load) {
    const nameOf = load.text(attributes.name)
    const actionOf = load.text(attributes['exists-action'])
    const values = childrenNamed(load.element, 'value').map((value) => load.text(value.text, value))
    return (exchange) => {
      const { url } = exchange.request
      const name = nameOf(exchange)
      const action = actionOf(exchange)
      const existing = keyOf(url.query, name)
      if (action === 'skip' && existing !== undefined) return undefined
      url.rawQuery = undefined
      if (action === 'delete') {
        if (existing !== undefined) url.query.delete(existing)
        return undefined
      }
      const made = values.map((value) => value(exchange))
      const before = action === 'append' ? (url.query.get(existing ?? name) ?? []) : []
      if (made.length > 0) url.query.set(existing ?? name, [...before, ...made])
      return undefined
    }
  },
})

/** The name as the query spells it: names are compared without case. */
function keyOf(query: ReadonlyMap<string, unknown>, name: string): string | undefined {
  if (query.has(name)) return name
  const lower = name.toLowerCase()
  return [...query.keys()].find((key) => key.toLowerCase() === lower)
}
