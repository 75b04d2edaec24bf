import { z } from 'zod'
import type { Exchange } from '../../pipeline/exchange.ts'
import type { HeaderList } from '../../pipeline/headers.ts'
import { wordText } from '../attributes.ts'
import { childrenNamed } from '../children.ts'
import type { PolicyLoad, Text } from '../define-policy.ts'
import { literalOf } from '../literals.ts'
import type { XmlElement } from '../xml/element.ts'

export const headerAttributes = z.strictObject({
  name: z.string().min(1),
  'exists-action': wordText('override', 'skip', 'append', 'delete').default('override'),
})

/** Of one line each; the values of all others become one line. Source: APIM, set-header policy. */
const onLinesOfTheirOwn = new Set([
  'user-agent',
  'www-authenticate',
  'proxy-authenticate',
  'cookie',
  'set-cookie',
  'warning',
  'date',
  'expires',
  'if-modified-since',
  'if-unmodified-since',
  'last-modified',
  'retry-after',
])

/** What only the connection decides. Source: APIM, set-header policy. */
const unchangeable = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding'])

export type HeaderChange = (exchange: Exchange, headers: HeaderList) => void

/** Compiles a `<set-header>`, wherever it stands. */
export function compileHeaderChange(
  element: XmlElement,
  attributes: z.output<typeof headerAttributes>,
  load: PolicyLoad,
): HeaderChange {
  const nameOf = load.text(attributes.name, element)
  const actionOf = load.text(attributes['exists-action'], element)
  const values = childrenNamed(element, 'value').map((value) => load.text(value.text, value))
  const kindOf = compileKind(nameOf)
  const [onlyValue] = values.length === 1 ? values : []
  return (exchange, headers) => {
    const name = nameOf(exchange)
    const kind = kindOf(name)
    if (kind === 'unchangeable') return
    const action = actionOf(exchange)
    if (action === 'delete') return headers.delete(name)
    if (action === 'skip' && headers.has(name)) return
    // By far the most: one value that takes the place of what was there.
    if (onlyValue !== undefined && action !== 'append') {
      headers.set(name, onlyValue(exchange))
      return
    }
    const made = values.map((value) => value(exchange))
    if (made.length === 0) return
    const before = action === 'append' ? (headers.get(name) ?? []) : []
    const all = [...before, ...made]
    if (kind === 'on lines of their own') headers.set(name, ...all)
    else headers.set(name, all.join(','))
  }
}

type Kind = 'unchangeable' | 'on lines of their own' | 'in one line'

/** What a header's name decides, at load where the name is known. */
function compileKind(nameOf: Text): (name: string) => Kind {
  const literal = literalOf(nameOf)
  if (literal === undefined) return kindOfName
  const kind = kindOfName(literal)
  return () => kind
}

function kindOfName(name: string): Kind {
  const lower = name.toLowerCase()
  if (unchangeable.has(lower)) return 'unchangeable'
  return onLinesOfTheirOwn.has(lower) ? 'on lines of their own' : 'in one line'
}
