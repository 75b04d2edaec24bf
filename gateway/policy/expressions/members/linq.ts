import { spendItems, spendStep } from '../budget.ts'
import { raise, raiseCast } from '../error.ts'
import { add } from '../runtime/arithmetic.ts'
import { castTo, defaultFor, defaultOf, isInstance } from '../runtime/cast.ts'
import {
  compareOrdinal,
  compareTexts,
  compareValues,
  equalByValue,
  keyOf,
} from '../runtime/equality.ts'
import { itemsOf } from '../runtime/iterate.ts'
import { isNumeric, numberOf } from '../runtime/number.ts'
import { fullNameOf } from '../runtime/type-of.ts'
import type { TypeNode } from '../syntax/node.ts'
import type { Value } from '../value.ts'
import {
  itemTypeOf,
  NetDictionary,
  NetGroup,
  NetLookup,
  NetPair,
  NetQuery,
  NetSet,
} from '../values/collection.ts'
import { doubleOf, NetEnum } from '../values/number.ts'
import { defineType } from './define.ts'
import { objectKind, optional } from './kind.ts'
import { any, array, bool, dynamic, func, int, list, long, sequence } from './kinds.ts'

type Function = (...args: Value[]) => Value
type Items = readonly Value[]

/** System.Linq over whatever has items; each query is made at once. */
export const enumerableType = defineType('IEnumerable', sequence)
  // Of collections that have it as a property; a sequence has only the method.
  .property('Count', int, (items) => items.length)
  .method('Select', [func], sequence, (items, [map]) =>
    items.map((item, index) => map(item, index)),
  )
  .method('SelectMany', [func], sequence, (items, [map]) =>
    items.flatMap((item) => [...itemsOf(map(item))]),
  )
  .method('Where', [func], sequence, (items, [test]) =>
    part(
      items,
      items.filter((item, index) => isTrue(test, item, index)),
    ),
  )
  .method('Any', [optional(func)], bool, (items, [test]) =>
    items.some((item) => isTrue(test, item)),
  )
  .method('All', [func], bool, (items, [test]) => items.every((item) => isTrue(test, item)))
  .method('Count', [optional(func)], int, (items, [test]) => filtered(items, test).length)
  .method('LongCount', [optional(func)], long, (items, [test]) =>
    BigInt(filtered(items, test).length),
  )
  .method('First', [optional(func)], dynamic, (items, [test]) =>
    only(firstOf(items, test), items, test),
  )
  .method(
    'FirstOrDefault',
    [optional(func), optional(any)],
    dynamic,
    (items, [test, fallback]) => firstOf(items, test) ?? fallback ?? defaultFor(items),
  )
  .method('Last', [optional(func)], dynamic, (items, [test]) =>
    only(filtered(items, test).at(-1), items, test),
  )
  .method(
    'LastOrDefault',
    [optional(func)],
    dynamic,
    (items, [test]) => filtered(items, test).at(-1) ?? defaultFor(items),
  )
  .method('Single', [optional(func)], dynamic, (items, [test]) =>
    only(single(items, test), items, test),
  )
  .method(
    'SingleOrDefault',
    [optional(func)],
    dynamic,
    (items, [test]) => single(items, test) ?? defaultFor(items),
  )
  .method('ElementAt', [int], dynamic, (items, [index]) =>
    index in items
      ? (items[index] ?? null)
      : raise(
          'ArgumentOutOfRangeException',
          "Index was out of range. Must be non-negative and less than the size of the collection. (Parameter 'index')",
        ),
  )
  .method(
    'ElementAtOrDefault',
    [int],
    dynamic,
    (items, [index]) => items[index] ?? defaultFor(items),
  )
  .method('DefaultIfEmpty', [optional(any)], sequence, (items, [fallback]) =>
    items.length > 0 ? items : [fallback ?? null],
  )
  .method('Contains', [any], bool, (items, [wanted]) =>
    items.some((item) => equalByValue(item, wanted)),
  )
  .method('Contains', [any, any], bool, (items, [wanted]) => {
    const key = keyOf(wanted, true)
    return items.some((item) => keyOf(item, true) === key)
  })
  .method('OrderBy', [func, optional(any)], sequence, (items, [key, by]) =>
    ordered(items, key, comparerOf(by), 1),
  )
  .method('OrderByDescending', [func, optional(any)], sequence, (items, [key, by]) =>
    ordered(items, key, comparerOf(by), -1),
  )
  .method('ThenBy', [func, optional(any)], sequence, (items, [key, by]) =>
    thenOrdered(items, key, comparerOf(by), 1),
  )
  .method('ThenByDescending', [func, optional(any)], sequence, (items, [key, by]) =>
    thenOrdered(items, key, comparerOf(by), -1),
  )
  .method('Reverse', [], sequence, (items) => [...items].reverse())
  .method('Distinct', [], sequence, (items) => distinct(items))
  .method('Union', [sequence], sequence, (items, [more]) => distinct([...items, ...more]))
  .method('Intersect', [sequence], sequence, (items, [others]) => {
    const keys = keysOf(others)
    return distinct(items).filter((item) => keys.has(keyOf(item)))
  })
  .method('Except', [sequence], sequence, (items, [others]) => {
    const keys = keysOf(others)
    return distinct(items).filter((item) => !keys.has(keyOf(item)))
  })
  .method('Concat', [sequence], sequence, (items, [more]) => [...items, ...more])
  .method('Append', [any], sequence, (items, [item]) => [...items, item])
  .method('Prepend', [any], sequence, (items, [item]) => [item, ...items])
  .method('Skip', [int], sequence, (items, [count]) => part(items, items.slice(Math.max(count, 0))))
  .method('Take', [int], sequence, (items, [count]) =>
    part(items, items.slice(0, Math.max(count, 0))),
  )
  .method('SkipLast', [int], sequence, (items, [count]) =>
    items.slice(0, Math.max(items.length - count, 0)),
  )
  .method('TakeLast', [int], sequence, (items, [count]) =>
    items.slice(Math.max(items.length - count, 0)),
  )
  .method('SkipWhile', [func], sequence, (items, [test]) => items.slice(whileIndex(items, test)))
  .method('TakeWhile', [func], sequence, (items, [test]) => items.slice(0, whileIndex(items, test)))
  .method('Zip', [sequence, func], sequence, (items, [others, combine]) =>
    items.slice(0, others.length).map((item, index) => combine(item, others[index] ?? null)),
  )
  .method('Aggregate', [func], dynamic, (items, [combine]) =>
    items.length === 0 ? raiseEmpty() : items.reduce((held, item) => combine(held, item)),
  )
  .method('Aggregate', [any, func, optional(func)], dynamic, (items, [seed, combine, finish]) => {
    const result = items.reduce((held, item) => combine(held, item), seed)
    return finish === undefined ? result : finish(result)
  })
  .method('Sum', [optional(func)], dynamic, (items, [of]) =>
    mapped(items, of).reduce((sum, item) => add(sum, item, true), 0),
  )
  .method('Average', [optional(func)], dynamic, (items, [of]) => average(mapped(items, of)))
  .method('Min', [optional(func)], dynamic, (items, [of]) => extreme(mapped(items, of), -1))
  .method('Max', [optional(func)], dynamic, (items, [of]) => extreme(mapped(items, of), 1))
  .method('GroupBy', [func, optional(func)], sequence, (items, [key, of]) =>
    grouped(items, key, of),
  )
  .method('ToArray', [], array, (items) => items)
  .method('ToList', [], list, (items) => items)
  .method('ToHashSet', [], dynamic, (items) => {
    const made = new NetSet()
    for (const item of items) made.entries.set(keyOf(item), item)
    return made
  })
  .method('ToDictionary', [func, optional(func)], dynamic, (items, [key, of]) =>
    dictionaryOf(items, key, of),
  )
  .method('ToLookup', [func, optional(func)], dynamic, (items, [key, of]) => {
    return new NetLookup(grouped(items, key, of))
  })
  .method('AsEnumerable', [], sequence, (items) => items)
  .method(
    'SequenceEqual',
    [sequence],
    bool,
    (items, [others]) =>
      items.length === others.length &&
      items.every((item, index) => equalByValue(item, others[index] ?? null)),
  )
  .method('OfType', [], sequence, (items, _, { types }) =>
    items.filter((item) => isOf(item, types[0])),
  )
  .method('Cast', [], sequence, (items, _, { types }) =>
    items.map((item) => castItem(item, types[0])),
  )

const lookup = objectKind(NetLookup, 'ILookup')

export const lookupType = defineType('ILookup', lookup)
  .method('Contains', [any], bool, ({ items }, [key]) =>
    items.some((group) => equalByValue(group.key, key)),
  )
  .indexer(
    [any],
    dynamic,
    ({ items }, [key]) =>
      items.find((group) => equalByValue(group.key, key)) ?? new NetGroup(key, []),
  )

export const enumerableStatics = defineType<unknown>('Enumerable', undefined)
  .static('Range', [int, int], sequence, ([start, count]) => {
    spendItems(Math.max(count, 0))
    if (count < 0)
      raise(
        'ArgumentOutOfRangeException',
        "Specified argument was out of the range of valid values. (Parameter 'count')",
      )
    return Array.from({ length: count }, (_, index) => start + index)
  })
  .static('Repeat', [any, int], sequence, ([item, count]) => {
    spendItems(Math.max(count, 0))
    return new Array<Value>(Math.max(count, 0)).fill(item)
  })
  .static('Empty', [], sequence, () => [])

function isTrue(test: Function | undefined, item: Value, index = 0): boolean {
  return test === undefined || test(item, index) === true
}

function filtered(items: Items, test: Function | undefined): Items {
  return test === undefined ? items : items.filter((item) => isTrue(test, item))
}

function firstOf(items: Items, test: Function | undefined): Value | undefined {
  return items.find((item) => isTrue(test, item))
}

/** The same items in part: what they are of is known still. */
function part(of: Items, items: Items): Items {
  const type = itemTypeOf(of)
  return type === undefined ? items : new NetQuery(items, type).items
}

function only(found: Value | undefined, items: Items, test: Function | undefined): Value {
  if (found !== undefined) return found
  if (items.length === 0 || test === undefined) return raiseEmpty()
  return raise('InvalidOperationException', 'Sequence contains no matching element')
}

function raiseEmpty(): never {
  raise('InvalidOperationException', 'Sequence contains no elements')
}

function single(items: Items, test: Function | undefined): Value | undefined {
  const [first, second] = filtered(items, test)
  if (second !== undefined) {
    const what = test === undefined ? 'element' : 'matching element'
    raise('InvalidOperationException', `Sequence contains more than one ${what}`)
  }
  return first
}

/** Keys of the last ordering, for ThenBy: items that were equal there stay together. */
const orders = new WeakMap<Items, (left: Value, right: Value) => number>()

type Order = (left: Value, right: Value) => number

/** Texts by a StringComparer; everything else as it compares by itself. */
function comparerOf(by: Value | undefined): Order {
  if (!(by instanceof NetEnum)) return compareValues
  const isAnyCase = by.name.endsWith('IgnoreCase')
  const texts = by.name.startsWith('Ordinal') ? compareOrdinal : compareTexts
  return (left, right) =>
    typeof left === 'string' && typeof right === 'string'
      ? texts(left, right, isAnyCase)
      : compareValues(left, right)
}

function ordered(items: Items, key: Function, by: Order, sign: 1 | -1): Items {
  const keys = new Map(items.map((item) => [item, key(item)]))
  const order = (left: Value, right: Value) => {
    spendStep()
    return sign * by(keys.get(left) ?? null, keys.get(right) ?? null)
  }
  return sorted(items, order)
}

function sorted(items: Items, order: (left: Value, right: Value) => number): Items {
  const result = part(items, [...items].sort(order))
  orders.set(result, order)
  return result
}

function thenOrdered(items: Items, key: Function, by: Order, sign: 1 | -1): Items {
  const before = orders.get(items) ?? (() => 0)
  return sorted(items, (left, right) => before(left, right) || sign * by(key(left), key(right)))
}

function distinct(items: Items): Items {
  const kept = new Map<unknown, Value>()
  for (const item of items) {
    const key = keyOf(item)
    if (!kept.has(key)) kept.set(key, item)
  }
  return [...kept.values()]
}

function keysOf(items: Items): ReadonlySet<unknown> {
  return new Set(items.map((item) => keyOf(item)))
}

function whileIndex(items: Items, test: Function): number {
  const end = items.findIndex((item) => !isTrue(test, item))
  return end < 0 ? items.length : end
}

function mapped(items: Items, of: Function | undefined): Items {
  return of === undefined ? items : items.map((item) => of(item))
}

function average(items: Items): Value {
  if (items.length === 0) return raiseEmpty()
  const sum = items.reduce<number>(
    (total, item) => total + (isNumeric(item) ? numberOf(item) : Number.NaN),
    0,
  )
  return doubleOf(sum / items.length)
}

function extreme(items: Items, sign: 1 | -1): Value {
  if (items.length === 0) return raiseEmpty()
  return items.reduce((best, item) => (sign * compareValues(item, best) > 0 ? item : best))
}

function grouped(items: Items, key: Function, of: Function | undefined): NetGroup[] {
  const groups = new Map<unknown, NetGroup>()
  for (const item of items) {
    const value = key(item)
    const held = groups.get(keyOf(value)) ?? new NetGroup(value, [])
    held.items.push(of === undefined ? item : of(item))
    groups.set(keyOf(value), held)
  }
  return [...groups.values()]
}

function dictionaryOf(items: Items, key: Function, of: Function | undefined): NetDictionary {
  const made = new NetDictionary()
  for (const item of items) {
    const value = key(item)
    if (made.entries.has(keyOf(value))) {
      raise('ArgumentException', 'An item with the same key has already been added.')
    }
    made.entries.set(keyOf(value), new NetPair(value, of === undefined ? item : of(item)))
  }
  return made
}

function isOf(item: Value, type: TypeNode | undefined): boolean {
  return type === undefined || isInstance(type, item)
}

function castItem(item: Value, type: TypeNode | undefined): Value {
  if (type === undefined) return item
  if (item === null) return defaultOf(type)
  return isInstance(type, item) ? item : castOrRaise(item, type)
}

function castOrRaise(item: Value, type: TypeNode): Value {
  return isNumeric(item)
    ? raiseCast(fullNameOf(item), type.name)
    : castTo(type, item, undefined, false)
}
