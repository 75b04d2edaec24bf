import { expect, test } from 'vitest'
import { rooms, sourcesOf } from './sources.ts'

/** What must not stand in a source, with what to write in its place, and who may. */
const banned = [
  {
    pattern: /\bDate\.now\(|\bperformance\.now\(|\bprocess\.hrtime/,
    instead: 'take a clock as an argument (ledger/clock.ts)',
    except: [/^ledger\/clock\.ts$/, /\/main\.ts$/, /clock\.ts$/, /^load\/pacing\//],
  },
  {
    pattern: /\bMath\.random\(/,
    instead: 'draw from a named stream of the seed',
    except: [],
  },
  {
    pattern: /\bimport\.meta\.(dirname|filename)\b/,
    instead: 'import.meta.url, which is right in the bundle of a program, too',
    except: [
      /^(bench|cli|reports|scenarios)\//,
      /^load\/engines\/k6\//,
      /^sim\/(run-folder|processes\/bundle)\.ts$/,
    ],
  },
  { pattern: /\b(TODO|FIXME|XXX)\b/, instead: 'do it, or say it in the issue', except: [] },
  { pattern: /:\s*any\b|<any>|\bas any\b/, instead: 'unknown, parsed where it enters', except: [] },
  {
    pattern: /\bprocess\.exit\(/,
    instead: 'return or throw; only mains and the parent pipe end a process',
    except: [/\/main\.ts$/, /^ledger\/child\.ts$/],
  },
  { pattern: /\b(Manager|Service|Impl)\b(?= ?[{(=:])/, instead: 'name the thing', except: [] },
] as const

const bannedFileNames = /(^|\/)(utils?|common|helpers?|index|misc)\.ts$/

/** Files over the limit, with their size; the list may only shrink. */
const ratchet: Readonly<Record<string, number>> = {}
const lineLimit = 400

const sources = sourcesOf([...rooms, 'bench'])

test.each(banned)('no source has $pattern: $instead', ({ pattern, except }) => {
  const offenders = sources
    .filter(({ path }) => !except.some((allowed: RegExp) => allowed.test(path)))
    .flatMap(({ path, text }) =>
      codeLinesOf(text)
        .filter(({ line }) => pattern.test(line))
        .map(({ number, line }) => `${path}:${number} ${line.trim()}`),
    )
  expect(offenders).toEqual([])
})

test('no file is named for no subject', () => {
  expect(sources.map(({ path }) => path).filter((path) => bannedFileNames.test(path))).toEqual([])
})

test(`no file is longer than ${lineLimit} lines, and exceptions only shrink`, () => {
  const tooLong = sources
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ path, lines }) => lines > (ratchet[path] ?? lineLimit))
  expect(tooLong).toEqual([])
})

test('every exception for size is still needed', () => {
  const sizes = new Map(sources.map(({ path, text }) => [path, text.split('\n').length - 1]))
  const stale = Object.keys(ratchet).filter((path) => (sizes.get(path) ?? 0) <= lineLimit)
  expect(stale).toEqual([])
})

/** Lines that are not comments: a comment may speak of what code may not do. */
function codeLinesOf(text: string): { number: number; line: string }[] {
  return text
    .split('\n')
    .map((line, index) => ({ number: index + 1, line }))
    .filter(({ line }) => !/^\s*(\/\/|\/?\*)/.test(line))
}
