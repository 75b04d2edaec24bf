import { spendItems, spendWork } from '../budget.ts'
import { raise, raiseIndex, raiseRange } from '../error.ts'
import { compareValues, equalByValue, keyOf } from '../runtime/equality.ts'
import { itemsOf } from '../runtime/iterate.ts'
import { toText } from '../runtime/text.ts'
import type { Value } from '../value.ts'
import {
  NetArray,
  NetBytes,
  NetDictionary,
  NetGroup,
  NetList,
  NetPair,
  NetSet,
} from '../values/collection.ts'
import { NetException } from '../values/function.ts'
import { NetEnum } from '../values/number.ts'
import { defineType } from './define.ts'
import { objectKind, optional } from './kind.ts'
import { any, array, bool, byte, bytes, dynamic, func, int, out, sequence, text } from './kinds.ts'

const anyArray = objectKind(NetArray, 'array')
const anyList = objectKind(NetList, 'List')
const dictionary = objectKind(NetDictionary, 'Dictionary')
const set = objectKind(NetSet, 'HashSet')
const pair = objectKind(NetPair, 'KeyValuePair')

export const arrayType = defineType('array', anyArray)
  .property('Length', int, ({ items }) => items.length)
  .indexer([int], dynamic, ({ items }, [index]) => items[index] ?? missing(items, index))
  .setter('[]', ({ items }, index, value) => {
    const at = int.from(index)
    if (at < 0 || at >= items.length) raiseIndex()
    items[at] = value
  })
  .method('Clone', [], anyArray, ({ items, itemType }) => new NetArray([...items], itemType))

function missing(items: readonly Value[], index: number): null {
  return index in items ? null : raiseIndex()
}

export const bytesType = defineType('byte[]', bytes)
  .property('Length', int, (self) => self.length)
  .indexer([int], byte, (self, [index]) => self[index] ?? raiseIndex())
  .setter('[]', (self, index, value) => {
    const at = int.from(index)
    if (at < 0 || at >= self.length) raiseIndex()
    self[at] = byte.from(value)
  })

/** Statics of `Array`, which work on both kinds of arrays. */
export const arrayStatics = defineType('Array', any)
  .static('Exists', [sequence, func], bool, ([items, test]) =>
    items.some((item) => test(item) === true),
  )
  .static(
    'Find',
    [sequence, func],
    dynamic,
    ([items, test]) => items.find((item) => test(item) === true) ?? null,
  )
  .static('FindAll', [sequence, func], array, ([items, test]) =>
    items.filter((item) => test(item) === true),
  )
  .static('FindIndex', [sequence, func], int, ([items, test]) =>
    items.findIndex((item) => test(item) === true),
  )
  .static('IndexOf', [sequence, any], int, ([items, wanted]) =>
    items.findIndex((item) => equalByValue(item, wanted)),
  )
  .static('TrueForAll', [sequence, func], bool, ([items, test]) =>
    items.every((item) => test(item) === true),
  )
  .static('ConvertAll', [sequence, func], array, ([items, convert]) =>
    items.map((item) => convert(item)),
  )
  .static('ForEach', [sequence, func], dynamic, ([items, act]) => {
    for (const item of items) act(item)
    return null
  })
  .static('Reverse', [any], dynamic, ([self]) => {
    if (self instanceof NetBytes) self.bytes.reverse()
    if (self instanceof NetArray || self instanceof NetList) self.items.reverse()
    return null
  })
  .static('Sort', [anyArray], dynamic, ([{ items }]) => {
    items.sort(compareValues)
    return null
  })
  .static('Empty', [], array, () => [])
  .static('Copy', [any, any, int], dynamic, ([from, to, count]) => copy(from, 0, to, 0, count))
  .static('Copy', [any, int, any, int, int], dynamic, ([from, start, to, at, count]) =>
    copy(from, start, to, at, count),
  )
  .static('Resize', [any, int], dynamic, () => raise('NotSupportedException', 'Array.Resize'))

function copy(from: Value, start: number, to: Value, at: number, count: number): null {
  const lengthOf = (value: Value) => itemsOf(value).length
  if (start < 0 || at < 0 || count < 0) raiseRange('length')
  if (start + count > lengthOf(from) || at + count > lengthOf(to)) {
    raise('ArgumentException', 'Source or destination array was not long enough.')
  }
  if (from instanceof NetBytes && to instanceof NetBytes) {
    from.bytes.copy(to.bytes, at, start, start + count)
  } else if (to instanceof NetArray) {
    to.items.splice(at, count, ...itemsOf(from).slice(start, start + count))
  }
  return null
}

export const listType = defineType('List', anyList)
  .property('Count', int, ({ items }) => items.length)
  .property('Capacity', int, ({ items }) => items.length)
  .indexer([int], dynamic, ({ items }, [index]) =>
    index in items ? (items[index] ?? null) : raiseRange('index'),
  )
  .setter('[]', ({ items }, index, value) => {
    const at = int.from(index)
    if (at < 0 || at >= items.length) raiseRange('index')
    items[at] = value
  })
  .method('Add', [any], dynamic, ({ items }, [item]) => added(items, [item]))
  .method('AddRange', [sequence], dynamic, ({ items }, [more]) => added(items, [...more]))
  .method('Insert', [int, any], dynamic, ({ items }, [at, item]) => {
    if (at < 0 || at > items.length) raiseRange('index')
    items.splice(at, 0, item)
    return null
  })
  .method('Remove', [any], bool, ({ items }, [wanted]) => {
    const at = scanned(items).findIndex((item) => equalByValue(item, wanted))
    if (at >= 0) items.splice(at, 1)
    return at >= 0
  })
  .method('RemoveAt', [int], dynamic, ({ items }, [at]) => {
    if (at < 0 || at >= items.length) raiseRange('index')
    items.splice(at, 1)
    return null
  })
  .method('RemoveAll', [func], int, ({ items }, [test]) => {
    const kept = scanned(items).filter((item) => test(item) !== true)
    const count = items.length - kept.length
    items.splice(0, items.length, ...kept)
    return count
  })
  .method('Clear', [], dynamic, ({ items }) => {
    items.length = 0
    return null
  })
  .method('IndexOf', [any], int, ({ items }, [wanted]) =>
    scanned(items).findIndex((item) => equalByValue(item, wanted)),
  )
  .method('Exists', [func], bool, ({ items }, [test]) =>
    scanned(items).some((item) => test(item) === true),
  )
  .method(
    'Find',
    [func],
    dynamic,
    ({ items }, [test]) => scanned(items).find((item) => test(item) === true) ?? null,
  )
  .method(
    'FindAll',
    [func],
    anyList,
    ({ items }, [test]) => new NetList(scanned(items).filter((item) => test(item) === true)),
  )
  .method('FindIndex', [func], int, ({ items }, [test]) =>
    scanned(items).findIndex((item) => test(item) === true),
  )
  .method('TrueForAll', [func], bool, ({ items }, [test]) =>
    scanned(items).every((item) => test(item) === true),
  )
  .method('ForEach', [func], dynamic, ({ items }, [act]) => {
    for (const item of items) act(item)
    return null
  })
  .method('Sort', [optional(func)], dynamic, ({ items }, [order]) => {
    items.sort(order === undefined ? compareValues : (left, right) => int.from(order(left, right)))
    return null
  })
  .method('Reverse', [], dynamic, ({ items }) => {
    items.reverse()
    return null
  })
  .method(
    'GetRange',
    [int, int],
    anyList,
    ({ items }, [start, count]) => new NetList(items.slice(start, start + count)),
  )
  .method('AsReadOnly', [], anyList, (self) => self)
  .create([], (_, { types }) => new NetList([], types[0]?.name))
  .create([sequence], ([items], { types }) => new NetList([...items], types[0]?.name))
  .create([int], (_, { types }) => new NetList([], types[0]?.name))

/** Reading all of a list is work, unlike adding to it. */
function scanned(items: readonly Value[]): readonly Value[] {
  spendWork(items.length)
  return items
}

/** `more` is no longer the list itself, which may be added to itself. */
function added(items: Value[], more: readonly Value[]): null {
  spendItems(more.length)
  for (const item of more) items.push(item)
  return null
}

export const dictionaryType = defineType('Dictionary', dictionary)
  .property('Count', int, ({ entries }) => entries.size)
  .property('Keys', sequence, ({ entries }) => [...entries.values()].map(({ key }) => key))
  .property('Values', sequence, ({ entries }) => [...entries.values()].map(({ value }) => value))
  .indexer([any], dynamic, (self, [key]) => (found(self, key) ?? raiseKey(key)).value)
  .setter('[]', (self, key, value) => put(self, key, value))
  .method('Add', [any, any], dynamic, (self, [key, value]) => {
    if (found(self, key) !== undefined) {
      raise(
        'ArgumentException',
        `An item with the same key has already been added. Key: ${toText(key)}`,
      )
    }
    return put(self, key, value)
  })
  .method('TryAdd', [any, any], bool, (self, [key, value]) => {
    const isNew = found(self, key) === undefined
    if (isNew) put(self, key, value)
    return isNew
  })
  .method('ContainsKey', [any], bool, (self, [key]) => found(self, key) !== undefined)
  .method('ContainsValue', [any], bool, ({ entries }, [wanted]) =>
    [...entries.values()].some(({ value }) => equalByValue(value, wanted)),
  )
  .method('TryGetValue', [any, out], bool, (self, [key, assign]) => {
    assign(found(self, key)?.value ?? null)
    return found(self, key) !== undefined
  })
  .method(
    'GetValueOrDefault',
    [any, optional(any)],
    dynamic,
    (self, [key, fallback]) => found(self, key)?.value ?? fallback ?? null,
  )
  .method('Remove', [any], bool, (self, [key]) =>
    self.entries.delete(keyOf(key, self.isIgnoringCase)),
  )
  .method('Clear', [], dynamic, ({ entries }) => {
    entries.clear()
    return null
  })
  .create([], () => new NetDictionary())
  .create([int], () => new NetDictionary())
  .create([sequence], ([pairs]) => {
    const made = new NetDictionary()
    for (const { key, value } of pairs.map(pair.from)) put(made, key, value)
    return made
  })
  .create([any], ([comparer]) => new NetDictionary(isIgnoringCase(comparer)))

function put(self: NetDictionary, key: Value, value: Value): null {
  if (key === null) raise('ArgumentNullException', "Value cannot be null. (Parameter 'key')")
  self.entries.set(keyOf(key, self.isIgnoringCase), new NetPair(key, value))
  return null
}

function found(self: NetDictionary, key: Value): NetPair | undefined {
  if (key === null) raise('ArgumentNullException', "Value cannot be null. (Parameter 'key')")
  return self.entries.get(keyOf(key, self.isIgnoringCase))
}

function raiseKey(key: Value): never {
  raise('KeyNotFoundException', `The given key '${toText(key)}' was not present in the dictionary.`)
}

export const setType = defineType('HashSet', set)
  .property('Count', int, ({ entries }) => entries.size)
  .method('Add', [any], bool, (self, [item]) => {
    const key = keyOf(item, self.isIgnoringCase)
    const isNew = !self.entries.has(key)
    if (isNew) self.entries.set(key, item)
    return isNew
  })
  .method('Contains', [any], bool, (self, [item]) =>
    self.entries.has(keyOf(item, self.isIgnoringCase)),
  )
  .method('Remove', [any], bool, (self, [item]) =>
    self.entries.delete(keyOf(item, self.isIgnoringCase)),
  )
  .method('Clear', [], dynamic, ({ entries }) => {
    entries.clear()
    return null
  })
  .method('UnionWith', [sequence], dynamic, (self, [items]) => filled(self, items) && null)
  .method('Overlaps', [sequence], bool, (self, [items]) =>
    items.some((item) => self.entries.has(keyOf(item, self.isIgnoringCase))),
  )
  .method('IsSubsetOf', [sequence], bool, (self, [items]) => {
    const others = filled(new NetSet(self.isIgnoringCase), items)
    return [...self.entries.keys()].every((key) => others.entries.has(key))
  })
  .create([], () => new NetSet())
  .create([sequence, optional(any)], ([items, comparer]) =>
    filled(new NetSet(isIgnoringCase(comparer ?? null)), items),
  )
  .create([any], ([comparer]) => new NetSet(isIgnoringCase(comparer)))

function filled(self: NetSet, items: readonly Value[]): NetSet {
  for (const item of items) {
    const key = keyOf(item, self.isIgnoringCase)
    if (!self.entries.has(key)) self.entries.set(key, item)
  }
  return self
}

export const pairType = defineType('KeyValuePair', pair)
  .property('Key', dynamic, ({ key }) => key)
  .property('Value', dynamic, ({ value }) => value)
  .create([any, any], ([key, value]) => new NetPair(key, value))

export const groupType = defineType('IGrouping', objectKind(NetGroup, 'IGrouping')).property(
  'Key',
  dynamic,
  ({ key }) => key,
)

export const exceptionType = defineType('Exception', objectKind(NetException, 'Exception'))
  .property('Message', text, ({ message }) => message)
  .property('InnerException', dynamic, ({ inner }) => inner ?? null)
  .property('StackTrace', text, () => '')
  .property('Source', text, () => '')

const comparers = ['Ordinal', 'OrdinalIgnoreCase', 'InvariantCulture', 'InvariantCultureIgnoreCase']

/** What dictionaries and sets compare texts by: the name says it. */
export const stringComparerType = [
  ...comparers,
  'CurrentCulture',
  'CurrentCultureIgnoreCase',
].reduce(
  (type, name) => type.value(name, dynamic, () => new NetEnum('StringComparer', name, 0)),
  defineType<Value>('StringComparer', undefined),
)

function isIgnoringCase(comparer: Value): boolean {
  return comparer instanceof NetEnum && comparer.name.endsWith('IgnoreCase')
}
