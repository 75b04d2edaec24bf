import { NetObject, type Value } from '../value.ts'

/** A sequence by position: `T[]`, `List<T>`, or what a query gives. */
export abstract class NetSequence<
  Items extends readonly Value[] = readonly Value[],
> extends NetObject {
  readonly items: Items
  /** The type of items as written, `string`; for messages and defaults. */
  readonly itemType: string

  constructor(items: Items, itemType = 'object') {
    super()
    this.items = items
    this.itemType = itemType
    if (itemType !== 'object') itemTypes.set(items, itemType)
  }
}

const itemTypes = new WeakMap<readonly Value[], string>()

/** The declared type of a sequence's items, of which queries see only the items. */
export function itemTypeOf(items: readonly Value[]): string | undefined {
  return itemTypes.get(items)
}

export class NetArray extends NetSequence<Value[]> {
  readonly netType = 'array'
}

export class NetList extends NetSequence<Value[]> {
  readonly netType = 'List'
}

/** `Queue<T>` and `Stack<T>`: the first item is the one that comes next. */
export class NetLine extends NetSequence<Value[]> {
  readonly netType: 'Queue' | 'Stack'

  constructor(netType: 'Queue' | 'Stack', items: Value[], itemType?: string) {
    super(items, itemType)
    this.netType = netType
  }
}

/** `ToLookup`: groups by key, an empty one for keys that are not there. */
export class NetLookup extends NetSequence<NetGroup[]> {
  readonly netType = 'ILookup'
}

/** `Tuple.Create(1, "a")` */
export class NetTuple extends NetSequence {
  readonly netType = 'Tuple'
}

/** Made at once where .NET would wait: what a query runs over cannot change in between. */
export class NetQuery extends NetSequence {
  readonly netType = 'IEnumerable'
}

/** What `GroupBy` gives for each key. */
export class NetGroup extends NetSequence<Value[]> {
  readonly netType = 'IGrouping'
  readonly key: Value

  constructor(key: Value, items: Value[]) {
    super(items)
    this.key = key
  }
}

/** `byte[]` */
export class NetBytes extends NetObject {
  readonly netType = 'byte[]'
  readonly bytes: Buffer

  constructor(bytes: Buffer) {
    super()
    this.bytes = bytes
  }
}

export class NetPair extends NetObject {
  readonly netType = 'KeyValuePair'
  readonly key: Value
  readonly value: Value

  constructor(key: Value, value: Value) {
    super()
    this.key = key
    this.value = value
  }
}

/** Items of a HashSet or pairs of a Dictionary, by a key that is equal when .NET's is. */
export class NetDictionary extends NetObject {
  readonly netType: string = 'Dictionary'
  readonly entries = new Map<unknown, NetPair>()
  readonly isIgnoringCase: boolean
  /** Types as written, for messages and defaults. */
  readonly keyType: string
  readonly valueType: string

  constructor(isIgnoringCase = false, keyType = 'string', valueType = 'object') {
    super()
    this.isIgnoringCase = isIgnoringCase
    this.keyType = keyType
    this.valueType = valueType
  }
}

export class NetSet extends NetObject {
  readonly netType = 'HashSet'
  readonly entries = new Map<unknown, Value>()
  readonly isIgnoringCase: boolean
  readonly itemType: string

  constructor(isIgnoringCase = false, itemType = 'object') {
    super()
    this.itemType = itemType
    this.isIgnoringCase = isIgnoringCase
  }
}

/** `new { a = 1 }` */
export class NetAnonymous extends NetObject {
  readonly netType = 'anonymous'
  readonly members: ReadonlyMap<string, Value>

  constructor(members: ReadonlyMap<string, Value>) {
    super()
    this.members = members
  }
}

/** `StringBuilder` */
export class NetStringBuilder extends NetObject {
  readonly netType = 'StringBuilder'
  text: string

  constructor(text: string) {
    super()
    this.text = text
  }
}
