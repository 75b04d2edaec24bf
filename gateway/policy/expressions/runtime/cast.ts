import { raise, raiseCast, raiseNullReference } from '../error.ts'
import type { TypeNode } from '../syntax/node.ts'
import type { Value } from '../value.ts'
import { itemTypeOf, NetArray, NetBytes } from '../values/collection.ts'
import { NetException } from '../values/function.ts'
import { NetGuid } from '../values/guid.ts'
import { JToken } from '../values/json.ts'
import { NetEnum } from '../values/number.ts'
import { NetDateTime, NetDateTimeOffset, NetTimeSpan } from '../values/time.ts'
import { NetNamespace, XAttribute, XElement } from '../values/xml.ts'
import { enumNames, enumOf } from './enums.ts'
import { isA } from './hierarchy.ts'
import { toJson } from './json-of.ts'
import { fromJson } from './json-to.ts'
import { castNumber, isNumeric, isNumericTypeName, numberOf } from './number.ts'
import { fullNameOf, fullTypeName, typeOf } from './type-of.ts'
import { fromXml, nameOf } from './xml-content.ts'

/** True for types that cannot be null. */
export function isValueType({ name, rank, isNullable }: TypeNode): boolean {
  if (rank > 0 || isNullable) return false
  return isNumericTypeName(name) || valueTypes.has(name)
}

const valueTypes: ReadonlySet<string> = new Set([
  ...['bool', 'DateTime', 'DateTimeOffset', 'TimeSpan', 'Guid', 'KeyValuePair'],
])

/** The same by name alone. */
export function isValueTypeName(name: string | undefined): boolean {
  if (name === undefined) return false
  return isNumericTypeName(name) || valueTypes.has(name) || enumNames.has(name)
}

/** `default(T)` by name alone. */
export function defaultOfName(name: string): Value {
  return defaultOf({ name, namespace: '', types: [], rank: 0, isNullable: false, at: 0 })
}

/** What a query that finds nothing gives: the zero of the items' type, or null. */
export function defaultFor(items: readonly Value[]): Value {
  const type = itemTypeOf(items)
  return type === undefined ? null : defaultOfName(type)
}

/** `default(T)`. */
export function defaultOf(type: TypeNode | undefined): Value {
  if (type === undefined || !isValueType(type)) return null
  const { name } = type
  if (name === 'bool') return false
  if (isNumericTypeName(name)) return castNumber(name, 0)
  if (name === 'DateTime') return new NetDateTime(0n, 'Unspecified')
  if (name === 'DateTimeOffset') return new NetDateTimeOffset(0n, 0n)
  if (name === 'TimeSpan') return new NetTimeSpan(0n)
  return name === 'Guid' ? new NetGuid('00000000-0000-0000-0000-000000000000') : null
}

/** `(T)value`. `from` is the static type: an `object` is unboxed, anything else converted. */
export function castTo(
  type: TypeNode,
  value: Value,
  from: string | undefined,
  isChecked: boolean,
): Value {
  const { name } = type
  if (name === 'object' || name === 'dynamic' || name === 'T') return value
  if (name === 'Nullable' && type.types[0] !== undefined) {
    return value === null ? null : castTo(type.types[0], value, from, isChecked)
  }
  if (value === null) return isValueType(type) ? nullTo(type, from) : null
  const isToken = value instanceof JToken && from !== 'object'
  if (isToken && !isA(typeOf(value), name)) return fromJson(type, value)
  if (isInstance(type, value)) return value
  const isXml = value instanceof XElement || value instanceof XAttribute
  const read = isXml && from !== 'object' ? fromXml(type, value) : undefined
  if (read !== undefined) return read
  if (typeof value === 'string' && from !== 'object') {
    if (name === 'XName') return nameOf(value)
    if (name === 'XNamespace') return new NetNamespace(value)
  }
  return converted(type, value, from, isChecked)
}

function nullTo({ name }: TypeNode, from: string | undefined): never {
  const isRead = from !== 'object' && from !== undefined
  if (isRead && (isA(from, 'JToken') || isA(from, 'XObject'))) {
    raise('ArgumentNullException', "Value cannot be null. (Parameter 'value')")
  }
  return name === '' ? raise('InvalidCastException', 'Null') : raiseNullReference()
}

function converted(
  type: TypeNode,
  value: Exclude<Value, null>,
  from: string | undefined,
  isChecked: boolean,
): Value {
  const { name, rank } = type
  if (rank === 0 && from !== 'object') {
    const source = value instanceof NetEnum ? value.value : value
    if (isNumeric(source) && isNumericTypeName(name)) return castNumber(name, source, isChecked)
    if (name === 'DateTimeOffset' && value instanceof NetDateTime) {
      return new NetDateTimeOffset(value.ticks, 0n)
    }
    if (isA(name, 'JToken') && name !== 'JObject' && name !== 'JArray') return toJson(value)
    if (isNumeric(value) && enumNames.has(name)) return enumOf(name, numberOf(value))
    if (isNumeric(value) && !isNumericTypeName(name)) return value
  }
  return raiseCast(fullNameOf(value), fullTypeName(name) + '[]'.repeat(rank))
}

/** `value is T`, without conversions; null is of no type. */
export function isInstance(type: TypeNode, value: Value): boolean {
  if (value === null) return false
  const { name, rank } = type
  if (rank > 0) {
    return value instanceof NetArray || (name === 'byte' && value instanceof NetBytes)
  }
  if (name === 'object') return true
  if (name === 'Nullable' && type.types[0] !== undefined) return isInstance(type.types[0], value)
  if (value instanceof NetException) return isException(value.type, name)
  return isA(typeOf(value), name)
}

const exceptionBases: Readonly<Record<string, string>> = {
  ArgumentNullException: 'ArgumentException',
  ArgumentOutOfRangeException: 'ArgumentException',
  DivideByZeroException: 'ArithmeticException',
  OverflowException: 'ArithmeticException',
  ArithmeticException: 'SystemException',
  JsonReaderException: 'JsonException',
  JsonSerializationException: 'JsonException',
  UriFormatException: 'FormatException',
  ArgumentException: 'SystemException',
}

export function isException(type: string, wanted: string): boolean {
  if (type === wanted || wanted === 'Exception') return true
  const base = exceptionBases[type]
  return base !== undefined && isException(base, wanted)
}

/** What C# converts by itself when a variable of this type takes the value; undefined: nothing. */
export function implicitConversion(
  type: TypeNode | undefined,
): ((value: Value) => Value) | undefined {
  if (type === undefined || type.rank > 0) return undefined
  const { name } = type
  if (name === 'JToken' || name === 'JValue') {
    return (value) => (value === null || value instanceof JToken ? value : toJson(value))
  }
  if (name === 'XNamespace') {
    return (value) => (typeof value === 'string' ? new NetNamespace(value) : value)
  }
  if (name === 'XName') return (value) => (typeof value === 'string' ? nameOf(value) : value)
  if (name === 'DateTimeOffset') {
    return (value) =>
      value instanceof NetDateTime ? new NetDateTimeOffset(value.ticks, 0n) : value
  }
  if (!isNumericTypeName(name) || name === 'int' || name === 'char') return undefined
  return (value) => {
    if (!isNumeric(value)) return value
    return typeOf(value) === name ? value : castNumber(name, value)
  }
}
