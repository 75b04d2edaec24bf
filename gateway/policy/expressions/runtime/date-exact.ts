import { NetDateTime, ticksOfParts } from '../values/time.ts'
import { parseDate } from './date-parse.ts'

const groups: readonly (readonly [letters: RegExp, name: string, digits: string])[] = [
  [/^yyyy/, 'year', '\\d{4}'],
  [/^MM/, 'month', '\\d{2}'],
  [/^M/, 'month', '\\d{1,2}'],
  [/^dd/, 'day', '\\d{2}'],
  [/^d/, 'day', '\\d{1,2}'],
  [/^HH/, 'hour', '\\d{2}'],
  [/^H/, 'hour', '\\d{1,2}'],
  [/^mm/, 'minute', '\\d{2}'],
  [/^ss/, 'second', '\\d{2}'],
  [/^f{1,7}/, 'fraction', '\\d{1,7}'],
  [/^F{1,7}/, 'fraction', '\\d{0,7}'],
  [/^(?:zzz|K)/, 'zone', '(?:Z|[+-]\\d{2}:\\d{2})?'],
]

/** `DateTime.ParseExact` for formats of digits; one-letter formats are read freely. */
export function parseExact(value: string, format: string): NetDateTime | undefined {
  if (format.length === 1) return parseDate(value)
  const pattern = patternOf(format)
  const match = pattern?.exec(value)?.groups
  if (match === undefined) return undefined
  const number = (name: string, fallback: number) => Number(match[name] ?? fallback)
  const ticks = ticksOfParts(
    number('year', 1),
    number('month', 1),
    number('day', 1),
    number('hour', 0),
    number('minute', 0),
    number('second', 0),
    Number((match.fraction ?? '').padEnd(7, '0')),
  )
  return ticks === undefined
    ? undefined
    : new NetDateTime(ticks - zoneTicks(match.zone), kindOf(match.zone))
}

function patternOf(format: string): RegExp | undefined {
  let pattern = ''
  for (let rest = format; rest !== ''; ) {
    const group = groups.find(([letters]) => letters.test(rest))
    const quoted = /^'([^']*)'/.exec(rest)
    if (group !== undefined) {
      const [letters, name, digits] = group
      // Each part may stand only once, as a named group may.
      if (pattern.includes(`?<${name}>`)) return undefined
      pattern += `(?<${name}>${digits})`
      rest = rest.replace(letters, '')
    } else {
      const literal = quoted?.[1] ?? rest[0] ?? ''
      pattern += literal.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
      rest = rest.slice(quoted?.[0].length ?? 1)
    }
  }
  return new RegExp(`^${pattern}$`)
}

function zoneTicks(zone: string | undefined): bigint {
  if (zone === undefined || zone === '' || zone === 'Z') return 0n
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4))
  return BigInt(zone.startsWith('-') ? -minutes : minutes) * 600_000_000n
}

function kindOf(zone: string | undefined) {
  return zone === undefined || zone === '' ? 'Unspecified' : 'Local'
}
