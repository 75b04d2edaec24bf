import { spendItems } from '../budget.ts'
import { raise } from '../error.ts'
import { equalByValue } from '../runtime/equality.ts'
import type { Value } from '../value.ts'
import { NetLine, NetTuple } from '../values/collection.ts'
import { defineType, type NetType } from './define.ts'
import { objectKind, rest } from './kind.ts'
import { any, bool, dynamic, int, out, sequence } from './kinds.ts'

const queue = objectKind(NetLine, 'Queue')
const stack = objectKind(NetLine, 'Stack')

export const queueType: NetType = defineType('Queue', queue)
  .property('Count', int, ({ items }) => items.length)
  .method('Enqueue', [any], dynamic, ({ items }, [item]) => {
    spendItems(1)
    items.push(item)
    return null
  })
  .method('Dequeue', [], dynamic, ({ items }) => taken(items, 'Queue'))
  .method('Peek', [], dynamic, ({ items }) => seen(items, 'Queue'))
  .method('Contains', [any], bool, ({ items }, [wanted]) => holds(items, wanted))
  .method('Clear', [], dynamic, ({ items }) => cleared(items))
  .create([], (_, { types }) => new NetLine('Queue', [], types[0]?.name))
  .create([sequence], ([items], { types }) => new NetLine('Queue', [...items], types[0]?.name))

export const stackType: NetType = defineType('Stack', stack)
  .property('Count', int, ({ items }) => items.length)
  .method('Push', [any], dynamic, ({ items }, [item]) => {
    spendItems(1 + items.length / 16)
    items.unshift(item)
    return null
  })
  .method('Pop', [], dynamic, ({ items }) => taken(items, 'Stack'))
  .method('Peek', [], dynamic, ({ items }) => seen(items, 'Stack'))
  .method('TryPop', [out], bool, ({ items }, [set]) => {
    const isThere = items.length > 0
    set(items.shift() ?? null)
    return isThere
  })
  .method('Contains', [any], bool, ({ items }, [wanted]) => holds(items, wanted))
  .method('Clear', [], dynamic, ({ items }) => cleared(items))
  .create([], (_, { types }) => new NetLine('Stack', [], types[0]?.name))
  .create([sequence], ([items], { types }) => {
    return new NetLine('Stack', [...items].reverse(), types[0]?.name)
  })

function seen(items: readonly Value[], what: string): Value {
  if (items.length === 0) raise('InvalidOperationException', `${what} empty.`)
  return items[0] ?? null
}

function taken(items: Value[], what: string): Value {
  const first = seen(items, what)
  items.shift()
  return first
}

function holds(items: readonly Value[], wanted: Value): boolean {
  return items.some((item) => equalByValue(item, wanted))
}

function cleared(items: Value[]): null {
  items.length = 0
  return null
}

const tuple = objectKind(NetTuple, 'Tuple')

export const tupleType: NetType = [1, 2, 3, 4, 5, 6, 7]
  .reduce(
    (type, place) =>
      type.property(`Item${place}`, dynamic, ({ items }) => items[place - 1] ?? null),
    defineType('Tuple', tuple),
  )
  .static('Create', [rest(any)], tuple, ([items]) => new NetTuple(items))
  .create([rest(any)], ([items]) => new NetTuple(items))
