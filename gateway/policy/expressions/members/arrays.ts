import { raise, raiseIndex, raiseRange } from '../error.ts'
import { defaultFor } from '../runtime/cast.ts'
import { compareValues, equalByValue } from '../runtime/equality.ts'
import { itemsOf } from '../runtime/iterate.ts'
import type { Value } from '../value.ts'
import { NetArray, NetBytes, NetList } from '../values/collection.ts'
import { defineType } from './define.ts'
import { objectKind } from './kind.ts'
import { any, array, bool, byte, bytes, dynamic, func, int, sequence } from './kinds.ts'

const anyArray = objectKind(NetArray, 'array')

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
    ([items, test]) => items.find((item) => test(item) === true) ?? defaultFor(items),
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
