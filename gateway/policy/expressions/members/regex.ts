import { spendSize } from '../budget.ts'
import { raiseRange } from '../error.ts'
import { matchesOf, type Pattern, patternOf } from '../runtime/regex.ts'
import { toText } from '../runtime/text.ts'
import { NetObject } from '../value.ts'
import { NetQuery, NetSequence } from '../values/collection.ts'
import { defineType } from './define.ts'
import { regexOptions } from './enums.ts'
import { objectKind, optional } from './kind.ts'
import { any, bool, dynamic, func, int, text, texts } from './kinds.ts'

class NetRegex extends NetObject {
  readonly netType = 'Regex'
  readonly pattern: Pattern

  constructor(pattern: string, options: number) {
    super()
    this.pattern = patternOf(pattern, options)
  }
}

/** A match or a group: `index` is -1 for one that did not take part. */
class NetMatch extends NetObject {
  readonly netType: 'Match' | 'Group'
  readonly value: string
  readonly index: number
  readonly name: string
  readonly groups: readonly NetMatch[]
  readonly next: () => NetMatch

  constructor(
    netType: 'Match' | 'Group',
    found: { readonly value: string; readonly index: number; readonly name: string },
    groups: readonly NetMatch[] = [],
    next?: () => NetMatch,
  ) {
    super()
    this.netType = netType
    this.value = found.value
    this.index = found.index
    this.name = found.name
    this.groups = groups
    this.next = next ?? (() => this)
  }
}

class NetGroups extends NetObject {
  readonly netType = 'GroupCollection'
  readonly groups: readonly NetMatch[]

  constructor(groups: readonly NetMatch[]) {
    super()
    this.groups = groups
  }
}

class NetMatches extends NetSequence<readonly NetMatch[]> {
  readonly netType = 'MatchCollection'
}

const regex = objectKind(NetRegex, 'Regex')
const match = objectKind(NetMatch, 'Match')
const groups = objectKind(NetGroups, 'GroupCollection')

const matches = objectKind(NetMatches, 'MatchCollection')

const none = new NetMatch('Match', { value: '', index: -1, name: '0' })

export const regexType = defineType('Regex', regex)
  .method('IsMatch', [text], bool, (self, [value]) => isMatch(self, value))
  .method('Match', [text, optional(int)], match, (self, [value, start]) =>
    matchAt(self, value, start ?? 0),
  )
  .method(
    'Matches',
    [text],
    matches,
    (self, [value]) => new NetMatches([...allMatches(self, value)]),
  )
  .method('Replace', [text, text, optional(int)], text, (self, [value, to, count]) =>
    replaced(self, value, to, count),
  )
  .method('Replace', [text, func], text, (self, [value, to]) =>
    rebuilt(value, allMatches(self, value), (found) => toText(to(found))),
  )
  .method('Split', [text], texts, (self, [value]) => splitBy(self, value))
  .method('ToString', [], text, ({ pattern }) => pattern.source)
  .create([text, optional(regexOptions), optional(any)], ([pattern, options]) =>
    cached(pattern, options),
  )
  .static(
    'IsMatch',
    [text, text, optional(regexOptions), optional(any)],
    bool,
    ([value, pattern, options]) => isMatch(cached(pattern, options), value),
  )
  .static(
    'Match',
    [text, text, optional(regexOptions), optional(any)],
    match,
    ([value, pattern, options]) => matchAt(cached(pattern, options), value, 0),
  )
  .static(
    'Matches',
    [text, text, optional(regexOptions), optional(any)],
    matches,
    ([value, pattern, options]) => new NetMatches([...allMatches(cached(pattern, options), value)]),
  )
  .static(
    'Replace',
    [text, text, text, optional(regexOptions), optional(any)],
    text,
    ([value, pattern, to, options]) => replaced(cached(pattern, options), value, to),
  )
  .static(
    'Replace',
    [text, text, func, optional(regexOptions)],
    text,
    ([value, pattern, to, options]) =>
      rebuilt(value, allMatches(cached(pattern, options), value), (found) => toText(to(found))),
  )
  .static('Split', [text, text, optional(regexOptions)], texts, ([value, pattern, options]) =>
    splitBy(cached(pattern, options), value),
  )
  .static('Escape', [text], text, ([value]) =>
    value.replace(/[\\*+?|{[()^$.# \t\n\r\f]/g, escapeOf),
  )
  .static('Unescape', [text], text, ([value]) => value.replace(/\\(.)/g, '$1'))

/** A group is a match without groups of its own. */
export const groupMatchType = defineType('Group', match)
  .property('Success', bool, ({ index }) => index >= 0)
  .property('Value', text, ({ value }) => value)
  .property('Index', int, ({ index }) => Math.max(index, 0))
  .property('Length', int, ({ value }) => value.length)
  .property('Name', text, ({ name }) => name)
  .method('ToString', [], text, ({ value }) => value)

export const matchType = defineType('Match', match)
  .property('Groups', groups, (self) => new NetGroups(self.groups))
  .property('Captures', dynamic, (self) => new NetQuery([self]))
  .method('Result', [text], text, filledBy)
  .method('NextMatch', [], match, ({ next }) => next())

export const matchesType = defineType('MatchCollection', matches).indexer(
  [int],
  match,
  (self, [index]) => self.items[index] ?? raiseRange('i'),
)

export const groupsType = defineType('GroupCollection', groups)
  .property('Count', int, (self) => self.groups.length)
  .indexer([int], match, (self, [index]) => self.groups[index] ?? none)
  .indexer(
    [text],
    match,
    (self, [name]) => self.groups.find((group) => group.name === name) ?? none,
  )

const escapes: Readonly<Record<string, string>> = {
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\f': '\\f',
}

function escapeOf(letter: string): string {
  return escapes[letter] ?? `\\${letter}`
}

/** Patterns are few and come again with every request. */
const cacheSizeMax = 256
const cache = new Map<string, NetRegex>()

function cached(pattern: string, options = 0): NetRegex {
  const key = `${options}:${pattern}`
  const known = cache.get(key)
  if (known !== undefined) return known
  const made = new NetRegex(pattern, options)
  if (cache.size >= cacheSizeMax) cache.clear()
  cache.set(key, made)
  return made
}

function isMatch({ pattern }: NetRegex, value: string): boolean {
  return matchesOf(pattern, value, { countMax: 1, start: 0 }).length > 0
}

function matchAt(self: NetRegex, value: string, start: number): NetMatch {
  const [found] = matchesOf(self.pattern, value, { countMax: 1, start })
  return found === undefined ? none : matchOf(found, self, value)
}

function allMatches(self: NetRegex, value: string, countMax = 100_000): readonly NetMatch[] {
  if (countMax <= 0) return []
  const found = matchesOf(self.pattern, value, { countMax, start: 0 })
  spendSize(found.length)
  return found.map((one) => matchOf(one, self, value))
}

function matchOf(found: RegExpExecArray, self: NetRegex, value: string): NetMatch {
  const names = namesOf(self.pattern.plain.source)
  const parts = Array.from(found, (part: string | undefined, number) => {
    const index = part === undefined ? -1 : found.index + found[0].indexOf(part)
    const name = names[number]
    return { name, group: new NetMatch('Group', { value: part ?? '', index, name: name ?? '' }) }
  })
  // .NET counts groups without a name first.
  const groups = [
    ...parts.filter(({ name }) => name === undefined),
    ...parts.filter(({ name }) => name !== undefined),
  ].map(({ name, group }, number) =>
    name === undefined
      ? new NetMatch('Group', { value: group.value, index: group.index, name: String(number) })
      : group,
  )
  const after = found.index + Math.max(found[0].length, 1)
  const whole = { value: found[0], index: found.index, name: '0' }
  return new NetMatch('Match', whole, groups, () => matchAt(self, value, after))
}

/** The names of a pattern's groups by number; undefined for those without. */
function namesOf(source: string): readonly (string | undefined)[] {
  const opened = source.matchAll(/\\.|\[(?:\\.|[^\]])*\]|\((?!\?)|\(\?<([A-Za-z_]\w*)>/g)
  const names = [...opened]
    .filter(([opening]) => opening.startsWith('('))
    .map(([, name]): string | undefined => name)
  return [undefined, ...names]
}

function filledBy(self: NetMatch, [to]: readonly [string]): string {
  return filledIn(self, to)
}

function rebuilt(value: string, found: readonly NetMatch[], to: (one: NetMatch) => string): string {
  let result = ''
  let at = 0
  for (const one of found) {
    result += value.slice(at, one.index) + to(one)
    spendSize(result.length - at)
    at = one.index + one.value.length
  }
  return result + value.slice(at)
}

function replaced(self: NetRegex, value: string, to: string, countMax?: number): string {
  return rebuilt(value, allMatches(self, value, countMax), (found) => filledIn(found, to))
}

/** `$1`, `${name}`, `$&`, `$$` of a replacement. */
function filledIn(found: NetMatch, to: string): string {
  return to.replace(/\$(?:(\$)|(&)|(\d+)|\{(\w+)\})/g, (written, dollar, whole, number, name) => {
    if (dollar !== undefined) return '$'
    if (whole !== undefined) return found.value
    const key = String(number ?? name)
    const group = found.groups.find((one, index) => one.name === key || String(index) === key)
    return group === undefined ? written : group.value
  })
}

function splitBy(self: NetRegex, value: string): string[] {
  const parts: string[] = []
  let at = 0
  for (const found of allMatches(self, value)) {
    parts.push(value.slice(at, found.index))
    parts.push(...found.groups.slice(1).map((group) => group.value))
    at = found.index + found.value.length
  }
  return [...parts, value.slice(at)]
}
