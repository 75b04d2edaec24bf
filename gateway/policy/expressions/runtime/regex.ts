import { createContext, Script } from 'node:vm'
import { spendWork, withRegexTime } from '../budget.ts'
import { raise } from '../error.ts'
import { jsPattern, regexOption } from './regex-pattern.ts'

/** A pattern as it is searched for. */
export type Pattern = {
  /** As .NET has it. */
  readonly source: string
  /** For texts of ASCII alone. */
  readonly plain: RegExp
  /** For texts with other letters: made when the first one comes. */
  readonly wide: () => RegExp
}

/** Translates a .NET pattern to JavaScript's. Throws ArgumentException for one that is none. */
export function patternOf(source: string, options: number): Pattern {
  const flags = (options & regexOption.ignoreCase) === 0 ? 'g' : 'gi'
  const hasClass = /\\[pP]\{/.test(source)
  const plain = regexOf(jsPattern(source, options, hasClass), hasClass ? `${flags}u` : flags)
  if (plain === undefined) return raise('ArgumentException', `Invalid pattern '${source}'.`)
  let wide: RegExp | undefined
  const isSame = hasClass || !/\\[wWdDbB]/.test(source)
  return {
    source,
    plain,
    wide() {
      // What the flag `u` refuses keeps the letters of ASCII.
      wide ??= isSame ? plain : (regexOf(jsPattern(source, options, true), `${flags}u`) ?? plain)
      return wide
    },
  }
}

function regexOf(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags)
  } catch {
    return undefined
  }
}

type BoundedSearch = (of: Search & { readonly start: number }) => readonly RegExpExecArray[]

type Search = { readonly regex: RegExp; readonly text: string; readonly countMax: number }

/** How many matches are looked for, from which place on. */
export type Wanted = { readonly countMax: number; readonly start: number }

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

/** The first matches from a place on. Throws RegexMatchTimeoutException. */
export function matchesOf(
  { source, plain, wide }: Pattern,
  text: string,
  { countMax, start }: Wanted,
): readonly RegExpExecArray[] {
  spendWork(text.length)
  const isAscii = !/[^\0-\x7f]/.test(text)
  const of = { regex: isAscii ? plain : wide(), text, countMax }
  if (isQuick(source, text.length)) return quickMatches(of, start)
  bounded ??= boundedSearch()
  return bounded({ ...of, start })
}

/**
 * True when even the worst backtracking of so few quantifiers over so short a text is quick: each
 * may try every length at every place. A quantified group may do far worse.
 */
function isQuick(source: string, length: number): boolean {
  if (/\\[1-9k]/.test(source)) return false
  const quantifiers = source.replace(/\\.|\(\?/g, '(').match(/[*+?{]/g)?.length ?? 0
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
