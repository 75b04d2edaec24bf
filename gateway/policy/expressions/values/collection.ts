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
  }
}

export class NetArray extends NetSequence<Value[]> {
  readonly netType = 'array'
}

export class NetList extends NetSequence<Value[]> {
  readonly netType: 'List' | 'Stack' | 'Queue' = 'List'
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

  constructor(isIgnoringCase = false) {
    super()
    this.isIgnoringCase = isIgnoringCase
  }
}

export class NetSet extends NetObject {
  readonly netType = 'HashSet'
  readonly entries = new Map<unknown, Value>()
  readonly isIgnoringCase: boolean

  constructor(isIgnoringCase = false) {
    super()
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
