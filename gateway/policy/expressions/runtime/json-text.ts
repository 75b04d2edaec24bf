import { spendSize } from '../budget.ts'
import type { Value } from '../value.ts'
import { NetBytes } from '../values/collection.ts'
import { decimalText, NetDecimal } from '../values/decimal.ts'
import { NetGuid, NetUri } from '../values/guid.ts'
import { JArray, JObject, JProperty, type JToken, JValue } from '../values/json.ts'
import { NetChar, NetEnum, NetNumber } from '../values/number.ts'
import { NetDateTime, NetDateTimeOffset, NetTimeSpan } from '../values/time.ts'
import { dateText, offsetText, timeSpanText } from './date-format.ts'

/** The managed gateway runs on Windows. */
export const newLine = '\r\n'

/** `ToString()`: a value is its text, everything else JSON on several lines. */
export function tokenText(token: JToken, toText: (value: Value) => string): string {
  return token instanceof JValue ? toText(token.value) : jsonText(token, true)
}

/** JSON as Newtonsoft writes it: indented by two spaces, or on one line. */
export function jsonText(token: JToken, isIndented: boolean): string {
  const parts: string[] = []
  write(token, isIndented ? newLine : '', parts)
  return parts.join('')
}

/** `line` is what begins a new line at this depth; empty when all stands on one. */
function write(token: JToken, line: string, parts: string[]): void {
  if (token instanceof JObject) {
    writeAll([...token.properties.values()], ['{', '}'], line, parts)
  } else if (token instanceof JArray) writeAll(token.items, ['[', ']'], line, parts)
  else if (token instanceof JProperty) {
    parts.push(quoted(token.name), line === '' ? ':' : ': ')
    write(token.value, line, parts)
  } else if (token instanceof JValue) {
    const text = valueJson(token.value)
    spendSize(text.length)
    parts.push(text)
  }
}

function writeAll(
  items: readonly JToken[],
  [open, close]: readonly [string, string],
  line: string,
  parts: string[],
): void {
  if (items.length === 0) {
    parts.push(open, close)
    return
  }
  const inner = line === '' ? '' : `${line}  `
  items.forEach((item, index) => {
    parts.push(index === 0 ? open : ',', inner)
    write(item, inner, parts)
  })
  parts.push(line, close)
}

/** A value alone as JSON. */
export function valueJson(value: Value): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value !== 'object') return String(value)
  if (value instanceof NetNumber) return numberJson(value)
  if (value instanceof NetDateTime) return JSON.stringify(dateText(value, isoFormat))
  if (value instanceof NetDateTimeOffset) return JSON.stringify(offsetText(value, isoFormat))
  if (value instanceof NetBytes) return JSON.stringify(value.bytes.toString('base64'))
  if (value instanceof NetDecimal) return decimalJson(value)
  if (value instanceof NetGuid || value instanceof NetUri) return JSON.stringify(value.text)
  if (value instanceof NetTimeSpan) return JSON.stringify(timeSpanText(value, ''))
  if (value instanceof NetChar) return JSON.stringify(String.fromCharCode(value.code))
  return value instanceof NetEnum ? String(value.value) : 'null'
}

/** Newtonsoft also escapes what ends a line in Unicode. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u0085\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

const isoFormat = 'yyyy-MM-ddTHH:mm:ss.FFFFFFFK'

function decimalJson(value: NetDecimal): string {
  return value.scale === 0 ? `${value.units}.0` : decimalText(value)
}

/** Newtonsoft marks floats: 1.0 stays 1.0. */
function numberJson({ netType, value }: NetNumber): string {
  if (netType !== 'double' && netType !== 'float') return String(value)
  if (!Number.isFinite(value)) return JSON.stringify(String(value))
  const text = String(value)
  if (text.includes('e')) {
    const [mantissa = '', power = ''] = text.split('e')
    return `${mantissa}E${power.replace(/^([+-])(\d)$/, '$10$2')}`
  }
  return text.includes('.') ? text : `${text}.0`
}
