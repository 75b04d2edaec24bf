import { spendItems, spendWork } from '../budget.ts'
import { raiseRange } from '../error.ts'
import { defaultFor } from '../runtime/cast.ts'
import { compareValues, equalByValue } from '../runtime/equality.ts'
import type { Value } from '../value.ts'
import { NetGroup, NetList } from '../values/collection.ts'
import { NetException } from '../values/function.ts'
import { NetEnum } from '../values/number.ts'
import { defineType } from './define.ts'
import { objectKind, optional } from './kind.ts'
import { any, bool, dynamic, func, int, sequence, text, textOrNull } from './kinds.ts'

const anyList = objectKind(NetList, 'List')

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
    ({ items }, [test]) => scanned(items).find((item) => test(item) === true) ?? defaultFor(items),
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

export const groupType = defineType('IGrouping', objectKind(NetGroup, 'IGrouping')).property(
  'Key',
  dynamic,
  ({ key }) => key,
)

export const exceptionType = defineType('Exception', objectKind(NetException, 'Exception'))
  .property('Message', text, ({ message }) => message)
  .property('InnerException', dynamic, ({ inner }) => inner ?? null)
  .property('ParamName', textOrNull, ({ parameter }) => parameter)
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
