import { createContext, Script } from 'node:vm'
import { spendWork, withRegexTime } from '../budget.ts'
import { raise } from '../error.ts'

/** RegexOptions of .NET that change what matches. */
export const regexFlags = { ignoreCase: 1, multiline: 2, singleline: 16, whitespace: 32 }

/** Translates a .NET pattern to JavaScript's. Throws ArgumentException for one that is none. */
export function regexOf(pattern: string, options: number): RegExp {
  const { source, inline } = translated(pattern, (options & regexFlags.whitespace) !== 0)
  const has = (flag: number, letter: string) => (options & flag) !== 0 || inline.includes(letter)
  const flags = [
    'g',
    has(regexFlags.ignoreCase, 'i') ? 'i' : '',
    has(regexFlags.multiline, 'm') ? 'm' : '',
    has(regexFlags.singleline, 's') ? 's' : '',
    /\\[pP]\{/.test(source) ? 'u' : '',
  ].join('')
  try {
    return new RegExp(source, flags)
  } catch {
    return raise('ArgumentException', `Invalid pattern '${pattern}'.`)
  }
}

function translated(pattern: string, isSpaced: boolean): { source: string; inline: string } {
  const inline = /^\(\?([imsx]+)\)/.exec(pattern)
  const rest = inline === null ? pattern : pattern.slice(inline[0].length)
  const isFree = isSpaced || inline?.[1]?.includes('x') === true
  const source = (isFree ? withoutSpace(rest) : rest)
    .replace(/\(\?'(\w+)'/g, '(?<$1>')
    .replace(/\\k'(\w+)'/g, '\\k<$1>')
    .replace(/\\A/g, '(?<![\\s\\S])')
    .replace(/\\z/g, '(?![\\s\\S])')
    .replace(/\\Z/g, '(?=\\n?(?![\\s\\S]))')
    .replace(/\\a/g, '\\x07')
    .replace(/\\e/g, '\\x1b')
  return { source, inline: inline?.[1] ?? '' }
}

/** RegexOptions.IgnorePatternWhitespace. */
function withoutSpace(pattern: string): string {
  return pattern.replace(
    /(\\[\s\S]|\[(?:\\.|[^\]])*\])|\s+|#[^\n]*/g,
    (_, kept?: string) => kept ?? '',
  )
}

type BoundedSearch = (of: Search & { readonly start: number }) => readonly RegExpExecArray[]

type Search = { readonly regex: RegExp; readonly text: string; readonly countMax: number }

const search = `
  regex.lastIndex = start
  for (var match = regex.exec(text); match !== null; match = regex.exec(text)) {
    found.push(match)
    if (found.length >= countMax) break
    if (match[0] === '') regex.lastIndex += 1
  }
`

// Made once: a context costs a millisecond, and the script is always the same.
let bounded: BoundedSearch | undefined

/** The first `countMax` matches from `start` on. Throws RegexMatchTimeoutException. */
export function matchesOf(of: Search, start = 0): readonly RegExpExecArray[] {
  spendWork(of.text.length)
  if (isQuick(of.regex.source, of.text.length)) return quickMatches(of, start)
  bounded ??= boundedSearch()
  return bounded({ ...of, start })
}

/**
 * True when even the worst backtracking of so few quantifiers over so short a text is quick: each
 * may try every length at every place. A quantified group may do far worse.
 */
function isQuick(source: string, length: number): boolean {
  const quantifiers = source.match(/[*+?{]/g)?.length ?? 0
  if (/\\[1-9k]/.test(source)) return false
  if (quantifiers === 0) return true
  if (/\)[*+?{]/.test(source)) return false
  return quantifiers === 1 ? length <= 2_048 : quantifiers <= 3 && length <= 64
}

function quickMatches({ regex, text, countMax }: Search, start: number): RegExpExecArray[] {
  const found: RegExpExecArray[] = []
  regex.lastIndex = start
  while (found.length < countMax) {
    const match = regex.exec(text)
    if (match === null) break
    found.push(match)
    if (match[0] === '') regex.lastIndex += 1
  }
  return found
}

/** Node can end a script that takes too long, and with it the regular expression in it. */
function boundedSearch(): BoundedSearch {
  const script = new Script(search)
  const found: RegExpExecArray[] = []
  const context = createContext(Object.create(null))
  return (of) => {
    found.length = 0
    Object.assign(context, of, { found })
    try {
      withRegexTime((timeoutMs) => script.runInContext(context, { timeout: timeoutMs }))
      return [...found]
    } catch {
      return raise(
        'RegexMatchTimeoutException',
        'The Regex engine has timed out while trying to match a pattern to an input string.',
      )
    }
  }
}
