import { raise, raiseCast } from '../error.ts'
import type { TypeNode } from '../syntax/node.ts'
import type { Value } from '../value.ts'
import { NetArray, NetBytes, NetDictionary, NetList, NetPair } from '../values/collection.ts'
import { decimalFromText } from '../values/decimal.ts'
import { guidFromText, NetGuid } from '../values/guid.ts'
import { JArray, JObject, JProperty, type JToken, JValue } from '../values/json.ts'
import { NetDateTime, NetDateTimeOffset } from '../values/time.ts'
import { parseDate, parseDateOffset } from './date-parse.ts'
import { castNumber, isNumeric, isNumericTypeName } from './number.ts'
import { parseNumber } from './number-parse.ts'
import { toText } from './text.ts'
import { fullTypeName, typeOf } from './type-of.ts'

/** `(T)token`, `token.Value<T>()` and `token.ToObject<T>()`. */
export function fromJson(type: TypeNode, token: JToken): Value {
  const { name, rank } = type
  if (name === 'Nullable' && type.types[0] !== undefined)
    return fromJson({ ...type.types[0], isNullable: true }, token)
  if (token instanceof JProperty) return fromJson(type, token.value)
  if (rank === 0 && isTokenType(name, token)) return token
  if (token instanceof JValue) return valueTo(type, token)
  return containerTo(type, token)
}

function isTokenType(name: string, token: JToken): boolean {
  if (['JToken', 'object', 'dynamic', token.netType].includes(name)) return true
  return name === 'JContainer' && !(token instanceof JValue)
}

function containerTo(type: TypeNode, token: JToken): Value {
  const [first, second] = type.types
  if (token instanceof JArray && type.rank > 0) {
    const item = { ...type, rank: type.rank - 1 }
    return new NetArray(
      token.items.map((one) => fromJson(item, one)),
      type.name,
    )
  }
  if (token instanceof JArray && listTypes.has(type.name) && first !== undefined) {
    return new NetList(
      token.items.map((one) => fromJson(first, one)),
      first.name,
    )
  }
  if (token instanceof JObject && type.name.endsWith('Dictionary') && second !== undefined) {
    const dictionary = new NetDictionary()
    for (const { name, value } of token.properties.values()) {
      dictionary.entries.set(name, new NetPair(name, fromJson(second, value)))
    }
    return dictionary
  }
  return raise('ArgumentException', `Can not convert ${kindOf(token)} to ${shortName(type.name)}.`)
}

const listTypes: ReadonlySet<string> = new Set([
  ...['List', 'IList', 'IEnumerable', 'ICollection', 'IReadOnlyList', 'HashSet'],
])

function kindOf(token: JToken): string {
  return token instanceof JValue ? token.type : token.netType.slice(1)
}

function shortName(name: string): string {
  return fullTypeName(name).replace(/^.*\./, '')
}

function valueTo(type: TypeNode, token: JValue): Value {
  const { value } = token
  const { name } = type
  if (value === null) return nullTo(type)
  if (name === 'byte' && type.rank > 0) return bytesOf(value, token)
  if (type.rank > 0) raise('InvalidCastException', `Cannot cast ${kindOf(token)} to an array.`)
  if (name === 'string') return textOf(value)
  if (name === 'bool') return boolOf(value, token)
  if (isNumericTypeName(name)) return numberTo(type, value, token)
  if (name === 'DateTime') return dateOf(value) ?? refused(token, type)
  if (name === 'DateTimeOffset') return dateOffsetOf(value) ?? refused(token, type)
  if (name === 'Guid')
    return (value instanceof NetGuid ? value : guidFromText(toText(value))) ?? refused(token, type)
  return typeOf(value) === name
    ? value
    : raiseCast(`Newtonsoft.Json.Linq.${token.netType}`, fullTypeName(name))
}

function nullTo({ name, isNullable }: TypeNode): Value {
  const isValue =
    isNumericTypeName(name) || ['bool', 'DateTime', 'DateTimeOffset', 'Guid'].includes(name)
  if (!isValue || isNullable) return null
  return raise('ArgumentException', `Can not convert Null to ${shortName(name)}.`)
}

function refused(token: JValue, { name }: TypeNode): never {
  raise('ArgumentException', `Can not convert ${token.type} to ${shortName(name)}.`)
}

/** As text a boolean is the .NET one, a date the invariant culture's. */
function textOf(value: Value): string {
  return value instanceof NetBytes ? value.bytes.toString('base64') : toText(value)
}

function boolOf(value: Value, token: JValue): boolean {
  if (typeof value === 'boolean') return value
  if (isNumeric(value)) return Number(toText(value)) !== 0
  const text = toText(value).trim().toLowerCase()
  if (text === 'true' || text === 'false') return text === 'true'
  return raise(
    'FormatException',
    `String '${toText(token)}' was not recognized as a valid Boolean.`,
  )
}

function numberTo({ name }: TypeNode, value: Value, token: JValue): Value {
  if (!isNumericTypeName(name)) return null
  if (typeof value === 'boolean') return castNumber(name, value ? 1 : 0)
  if (typeof value === 'string') {
    return name === 'decimal' ? (decimalFromText(value) ?? null) : parseNumber(name, value)
  }
  if (!isNumeric(value))
    return raise('ArgumentException', `Can not convert ${token.type} to ${shortName(name)}.`)
  // Convert.ToInt32 rounds to even where a cast would cut off.
  const isWholeTarget = name !== 'double' && name !== 'float' && name !== 'decimal'
  const isFraction = isWholeTarget && typeof value === 'object'
  return castNumber(name, isFraction ? roundHalfEven(Number(toText(value))) : value, true)
}

/** A half goes to the even neighbour. */
export function roundHalfEven(value: number): bigint | number {
  const floor = Math.floor(value)
  const rest = value - floor
  const isUp = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0)
  const rounded = isUp ? floor + 1 : floor
  return Math.abs(rounded) < 2 ** 31 ? rounded : BigInt(rounded)
}

function bytesOf(value: Value, token: JValue): NetBytes {
  if (value instanceof NetBytes) return value
  if (typeof value === 'string') return new NetBytes(Buffer.from(value, 'base64'))
  return raise('ArgumentException', `Can not convert ${token.type} to byte array.`)
}

function dateOf(value: Value): NetDateTime | undefined {
  if (value instanceof NetDateTime) return value
  if (value instanceof NetDateTimeOffset) return new NetDateTime(value.utcTicks, 'Local')
  return typeof value === 'string' ? parseDate(value) : undefined
}

function dateOffsetOf(value: Value): NetDateTimeOffset | undefined {
  if (value instanceof NetDateTimeOffset) return value
  if (value instanceof NetDateTime) return new NetDateTimeOffset(value.ticks, 0n)
  return typeof value === 'string' ? parseDateOffset(value) : undefined
}
