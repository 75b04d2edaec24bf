import { InvalidArgumentError, Option } from 'commander'
import { redisUrlSchema } from '../ledger/launch/gateway.ts'

/** A seed: a whole number from 0 to 2^53. */
export function seedOf(text: string): number {
  const seed = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(seed)) return seed
  throw new InvalidArgumentError('a seed is a whole number, 42 say.')
}

/** A TCP port; 0 stands for any free one. */
export function portOf(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('a port is a number from 0 (any free one) to 65535.')
}

/** How many: a whole number from 1. */
export function countOf(text: string): number {
  const count = Number(text)
  if (/^\d+$/.test(text) && count > 0 && Number.isSafeInteger(count)) return count
  throw new InvalidArgumentError('write a whole number from 1.')
}

/** Where an external cache is. */
export function redisUrlOf(text: string): string {
  if (redisUrlSchema.safeParse(text).success) return text
  throw new InvalidArgumentError('write redis://127.0.0.1:6379, or rediss:// for TLS.')
}

/** An option that may be given several times; none gives an empty list. */
export function several(flags: string, description: string): Option {
  const none: readonly string[] = []
  return new Option(flags, `${description}; may be repeated`)
    .default(none, 'none')
    .argParser((text: string, before: readonly string[]) => [...before, text])
}

/** Which world is meant, when several are held up. */
export const worldOption = new Option(
  '--world <name>',
  'its scenario or run id, when several are held up',
)

const secondsOf: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3_600 }

/** `14s`, `500ms`, `2m`, `1h`, or a number of seconds; gives seconds. */
export function durationOf(text: string): number {
  const [, number = '', unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? []
  const seconds = Number(number) * (secondsOf[unit] ?? 1)
  if (number !== '' && seconds > 0) return seconds
  throw new InvalidArgumentError('write 14s, 500ms, 2m or 1h.')
}

/** Who makes the load. */
export const engineOption = new Option(
  '--engine <name>',
  "who makes the load, instead of the scenario's: native, or k6 from the same operations",
).choices(['native', 'k6'])
