import type { NetObject, Value } from '../value.ts'
import { NetAnonymous, NetPair, NetStringBuilder, NetTuple } from '../values/collection.ts'
import { decimalText, NetDecimal } from '../values/decimal.ts'
import { UrlView } from '../values/exchange.ts'
import { NetException, NetTypeObject } from '../values/function.ts'
import { NetGuid, NetUri } from '../values/guid.ts'
import { JToken } from '../values/json.ts'
import { NetChar, NetEnum, NetNumber } from '../values/number.ts'
import { NetDateTime, NetDateTimeOffset, NetTimeSpan } from '../values/time.ts'
import { NetName, NetNamespace, XObject } from '../values/xml.ts'
import { dateText, offsetText, timeSpanText } from './date-format.ts'
import { newLine, tokenText } from './json-text.ts'
import { doubleText } from './number-format.ts'
import { fullNameOf } from './type-of.ts'
import { canonicalUri, urlText } from './url.ts'
import { xmlText } from './xml-text.ts'

/** The value's `ToString()` in the invariant culture; null is the empty text. */
export function toText(value: Value): string {
  switch (typeof value) {
    case 'string':
      return value
    case 'boolean':
      return value ? 'True' : 'False'
    case 'number':
    case 'bigint':
      return String(value)
    default:
      return value === null ? '' : objectText(value)
  }
}

function objectText(value: NetObject): string {
  if (value instanceof JToken) return tokenText(value, toText)
  if (value instanceof NetChar) return String.fromCharCode(value.code)
  if (value instanceof NetNumber) return doubleText(value)
  if (value instanceof NetDecimal) return decimalText(value)
  if (value instanceof NetEnum) return value.name
  if (value instanceof NetDateTime) return dateText(value, '')
  if (value instanceof NetDateTimeOffset) return offsetText(value, '')
  if (value instanceof NetTimeSpan) return timeSpanText(value, '')
  if (value instanceof NetGuid) return value.text
  if (value instanceof NetUri) return canonicalUri(value.parsed)
  if (value instanceof NetStringBuilder) return value.text
  return compoundText(value)
}

function compoundText(value: NetObject): string {
  if (value instanceof UrlView) return urlText(value.url)
  if (value instanceof NetPair) return `[${toText(value.key)}, ${toText(value.value)}]`
  if (value instanceof NetTuple) return `(${value.items.map(toText).join(', ')})`
  if (value instanceof NetTypeObject) return value.fullName
  if (value instanceof NetException) return `${fullNameOf(value)}: ${value.message}`
  if (value instanceof XObject) return xmlText(value, true, newLine)
  if (value instanceof NetName) return value.text
  if (value instanceof NetNamespace) return value.uri
  if (value instanceof NetAnonymous) {
    const members = [...value.members].map(([name, member]) => `${name} = ${toText(member)}`)
    return `{ ${members.join(', ')} }`
  }
  return fullNameOf(value)
}
