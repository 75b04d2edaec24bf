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
      what: error instanceof z.ZodError ? z.prettifyError(error) : String(error),
      why: `${bench} takes ${takes}`,
      fix: `npm run bench ${bench} -- ${example}`,
    })
  }
}
