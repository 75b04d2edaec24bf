import { raise } from '../error.ts'
import type { Value } from '../value.ts'
import { NetAnonymous, NetBytes, NetDictionary, NetPair } from '../values/collection.ts'
import { NetDecimal } from '../values/decimal.ts'
import { NetGuid, NetUri } from '../values/guid.ts'
import { JArray, JObject, JToken, type JTokenType, JValue } from '../values/json.ts'
import { NetChar, NetEnum, NetNumber } from '../values/number.ts'
import { NetDateTime, NetDateTimeOffset, NetTimeSpan } from '../values/time.ts'
import { tryItems } from './iterate.ts'
import { toText } from './text.ts'
import { fullNameOf } from './type-of.ts'

/** `JToken.FromObject`, and what `new JProperty(name, value)` does with its value. */
export function toJson(value: Value): JToken {
  if (value instanceof JToken) return value
  const simple = simpleType(value)
  if (simple !== undefined) return new JValue(simple, simpleValue(value))
  if (value instanceof NetAnonymous) return objectOf(value.members)
  if (value instanceof NetDictionary) {
    return objectOf([...value.entries.values()].map(({ key, value: item }) => [toText(key), item]))
  }
  if (value instanceof NetPair)
    return objectOf([
      ['Key', value.key],
      ['Value', value.value],
    ])
  const items = tryItems(value)
  if (items === undefined) {
    raise(
      'ArgumentException',
      `Could not determine JSON object type for type ${fullNameOf(value)}.`,
    )
  }
  const array = new JArray()
  for (const item of items) array.push(toJson(item))
  return array
}

function objectOf(members: Iterable<readonly [string, Value]>): JObject {
  const object = new JObject()
  for (const [name, member] of members) object.set(name, toJson(member))
  return object
}

/** The token type of a value that is no container; undefined for others. */
export function simpleType(value: Value): JTokenType | undefined {
  if (value === null) return 'Null'
  if (typeof value === 'string') return 'String'
  if (typeof value === 'boolean') return 'Boolean'
  if (typeof value === 'number' || typeof value === 'bigint') return 'Integer'
  if (value instanceof NetNumber) return isFloating(value) ? 'Float' : 'Integer'
  if (value instanceof NetDecimal) return 'Float'
  if (value instanceof NetDateTime || value instanceof NetDateTimeOffset) return 'Date'
  return rareType(value)
}

function rareType(value: Value): JTokenType | undefined {
  if (value instanceof NetChar) return 'String'
  if (value instanceof NetGuid) return 'Guid'
  if (value instanceof NetUri) return 'Uri'
  if (value instanceof NetTimeSpan) return 'TimeSpan'
  if (value instanceof NetEnum) return 'Integer'
  return value instanceof NetBytes ? 'Bytes' : undefined
}

/** Whole numbers are long in a token, characters texts. */
function simpleValue(value: Value): Value {
  if (typeof value === 'number') return BigInt(value)
  if (value instanceof NetChar) return toText(value)
  if (value instanceof NetEnum) return BigInt(value.value)
  return value instanceof NetNumber && !isFloating(value) ? BigInt(value.value) : value
}

function isFloating({ netType }: NetNumber): boolean {
  return netType === 'double' || netType === 'float'
}
