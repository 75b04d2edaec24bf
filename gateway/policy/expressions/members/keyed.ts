import { raise } from '../error.ts'
import { defaultOfName } from '../runtime/cast.ts'
import { equalByValue, keyOf } from '../runtime/equality.ts'
import { toText } from '../runtime/text.ts'
import type { TypeNode } from '../syntax/node.ts'
import type { Value } from '../value.ts'
import { NetDictionary, NetPair, NetSet } from '../values/collection.ts'
import { NetEnum } from '../values/number.ts'
import { defineType } from './define.ts'
import { objectKind, optional } from './kind.ts'
import { any, bool, dynamic, int, out, sequence } from './kinds.ts'

const dictionary = objectKind(NetDictionary, 'Dictionary')
const set = objectKind(NetSet, 'HashSet')
const pair = objectKind(NetPair, 'KeyValuePair')

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
    const pair = found(self, key)
    assign(pair === undefined ? defaultOfName(self.valueType) : pair.value)
    return pair !== undefined
  })
  .method('GetValueOrDefault', [any, optional(any)], dynamic, (self, [key, fallback]) => {
    const pair = found(self, key)
    return pair === undefined ? (fallback ?? defaultOfName(self.valueType)) : pair.value
  })
  .method('Remove', [any], bool, (self, [key]) =>
    self.entries.delete(keyOf(key, self.isIgnoringCase)),
  )
  .method('Clear', [], dynamic, ({ entries }) => {
    entries.clear()
    return null
  })
  .create([], (_, { types }) => madeDictionary(types, false))
  .create([int], (_, { types }) => madeDictionary(types, false))
  .create([sequence, optional(any)], ([pairs, comparer], { types }) => {
    const made = madeDictionary(types, isIgnoringCase(comparer ?? null))
    for (const { key, value } of pairs.map(pair.from)) put(made, key, value)
    return made
  })
  .create([any], ([comparer], { types }) => madeDictionary(types, isIgnoringCase(comparer)))

function madeDictionary([key, value]: readonly TypeNode[], isAnyCase: boolean): NetDictionary {
  const nullable = value?.isNullable === true || (value?.rank ?? 0) > 0
  return new NetDictionary(isAnyCase, key?.name, nullable ? 'object' : value?.name)
}

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
  .method('ExceptWith', [sequence], dynamic, (self, [items]) => {
    for (const item of items) self.entries.delete(keyOf(item, self.isIgnoringCase))
    return null
  })
  .method('IntersectWith', [sequence], dynamic, (self, [items]) => {
    const others = filled(new NetSet(self.isIgnoringCase), items)
    for (const key of [...self.entries.keys()]) {
      if (!others.entries.has(key)) self.entries.delete(key)
    }
    return null
  })
  .method('SetEquals', [sequence], bool, (self, [items]) => {
    const others = filled(new NetSet(self.isIgnoringCase), items)
    const isSame = others.entries.size === self.entries.size
    return isSame && [...self.entries.keys()].every((key) => others.entries.has(key))
  })
  .method('Overlaps', [sequence], bool, (self, [items]) =>
    items.some((item) => self.entries.has(keyOf(item, self.isIgnoringCase))),
  )
  .method('IsSubsetOf', [sequence], bool, (self, [items]) => {
    const others = filled(new NetSet(self.isIgnoringCase), items)
    return [...self.entries.keys()].every((key) => others.entries.has(key))
  })
  .create([], (_, { types }) => new NetSet(false, types[0]?.name))
  .create([sequence, optional(any)], ([items, comparer], { types }) =>
    filled(new NetSet(isIgnoringCase(comparer ?? null), types[0]?.name), items),
  )
  .create([any], ([comparer], { types }) => new NetSet(isIgnoringCase(comparer), types[0]?.name))

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

function isIgnoringCase(comparer: Value): boolean {
  return comparer instanceof NetEnum && comparer.name.endsWith('IgnoreCase')
}
