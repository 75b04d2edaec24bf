import { parseArgs } from 'node:util'
import { z } from 'zod'
import { GatedrillError } from '../ledger/errors.ts'

/** What a bench takes behind its name, for who wrote something else. */
export type BenchUsage = {
  readonly bench: string
  /** `--rounds (up to 100)`. */
  readonly takes: string
  /** The words of an example. */
  readonly example: string
  /** Options without a value; absent: each has one. */
  readonly flags?: readonly string[]
}

/** Reads `--name value`, and flags. Throws BENCH_OPTION. */
export function optionsOf<Shape extends z.ZodRawShape>(
  words: readonly string[],
  shape: Shape,
  { bench, takes, example, flags = [] }: BenchUsage,
): z.output<z.ZodObject<Shape>> {
  const kinds = Object.keys(shape).map((name) => {
    return [name, { type: flags.includes(name) ? 'boolean' : 'string' }] as const
  })
  try {
    const { values } = parseArgs({ args: [...words], options: Object.fromEntries(kinds) })
    return z.strictObject(shape).parse({ ...values })
  } catch (error) {
    throw new GatedrillError({
      code: 'BENCH_OPTION',
      where: words.join(' '),
      what: whatOf(error),
      why: `${bench} takes ${takes}`,
      fix: `npm run bench ${bench}${example === '' ? '' : ` -- ${example}`}`,
    })
  }
}

/** Of a bench that takes nothing behind its name. Throws BENCH_OPTION for a word that is there. */
export function noOptions(bench: string, words: readonly string[]): void {
  optionsOf(words, {}, { bench, takes: 'nothing behind its name', example: '' })
}

function whatOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error)
  return error instanceof Error ? error.message : String(error)
}
