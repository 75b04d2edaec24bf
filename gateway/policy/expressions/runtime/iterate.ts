import { spendItems } from '../budget.ts'
import { raise } from '../error.ts'
import type { Value } from '../value.ts'
import {
  NetArray,
  NetBytes,
  NetDictionary,
  NetPair,
  NetSequence,
  NetSet,
} from '../values/collection.ts'
import { HeadersView, MapView, QueryView } from '../values/exchange.ts'
import { childrenOf, JArray, JObject, JProperty } from '../values/json.ts'
import { charOf, NetNumber } from '../values/number.ts'
import { fullNameOf } from './type-of.ts'

/** The items that `foreach` would pass. Throws for a value that has none. */
export function itemsOf(value: Value): readonly Value[] {
  const items = tryItems(value)
  if (items === undefined) {
    raise('InvalidCastException', `'${fullNameOf(value)}' is no collection.`)
  }
  return items
}

export function tryItems(value: Value): readonly Value[] | undefined {
  if (value instanceof NetSequence) return value.items
  if (typeof value === 'string') return charactersOf(value)
  if (value instanceof JArray) return value.items
  if (value instanceof JObject || value instanceof JProperty) return childrenOf(value)
  return keyedItems(value)
}

function keyedItems(value: Value): readonly Value[] | undefined {
  if (value instanceof NetDictionary) return [...value.entries.values()]
  if (value instanceof NetSet) return [...value.entries.values()]
  if (value instanceof MapView) return [...value.map].map(([key, item]) => new NetPair(key, item))
  if (value instanceof QueryView) return [...value.query].map(pairOf)
  if (value instanceof HeadersView) return [...value.headers.entries()].map(pairOf)
  if (value instanceof NetBytes) {
    spendItems(value.bytes.length)
    return Array.from(value.bytes, (byte) => new NetNumber('byte', byte))
  }
  return undefined
}

function pairOf([name, values]: readonly [string, readonly string[]]): NetPair {
  return new NetPair(name, new NetArray([...values], 'string'))
}

function charactersOf(value: string): Value[] {
  spendItems(value.length)
  return Array.from({ length: value.length }, (_, index) => charOf(value.charCodeAt(index)))
}
