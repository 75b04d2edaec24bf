/** What a template sees of something: members by name, perhaps pairs to go over, and a text. */
export type Viewed = {
  /** Undefined where there is no such member. */
  get(name: string): unknown
  /** What `for` goes over, as `Key` and `Value`; absent where there is nothing to go over. */
  pairs?(): Iterable<readonly [key: string, value: unknown]>
  toText(): string
}

/**
 * An object that the template engine reads only by what is made visible: nothing of its own, of
 * its prototypes or of the host is behind it, and what is not asked for is not worked out.
 */
export function viewOf(viewed: Viewed): object {
  return new Proxy(Object.create(null), {
    get(_target, key) {
      if (key === 'toString') return viewed.toText
      if (key === Symbol.iterator && viewed.pairs !== undefined) return iterate(viewed.pairs)
      return typeof key === 'string' ? viewed.get(key) : undefined
    },
    has: (_target, key) =>
      key === Symbol.iterator
        ? viewed.pairs !== undefined
        : typeof key === 'string' && viewed.get(key) !== undefined,
    getOwnPropertyDescriptor(_target, key) {
      const value = typeof key === 'string' ? viewed.get(key) : undefined
      return value === undefined ? undefined : { value, configurable: true, enumerable: true }
    },
  })
}

function iterate(pairs: NonNullable<Viewed['pairs']>) {
  return function* () {
    // `item[0]` and `item[1]` too, as Liquid itself has it.
    for (const [key, value] of pairs()) yield { Key: key, Value: value, 0: key, 1: value }
  }
}
