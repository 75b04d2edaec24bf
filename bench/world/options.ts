import { parseArgs } from 'node:util'
import { z } from 'zod'
import { GatedrillError } from '../../ledger/errors.ts'

export type WorldOptions = { readonly rounds: number }

const schema = z.strictObject({ rounds: z.coerce.number().int().positive().max(100).default(3) })

/** `--rounds 3`. */
export function worldOptionsOf(words: readonly string[]): WorldOptions {
  try {
    const { values } = parseArgs({ args: [...words], options: { rounds: { type: 'string' } } })
    return schema.parse({ ...values })
  } catch (error) {
    throw new GatedrillError({
      code: 'BENCH_OPTION',
      where: words.join(' '),
      what: error instanceof z.ZodError ? z.prettifyError(error) : String(error),
      why: 'world takes --rounds (up to 100)',
      fix: 'npm run bench world -- --rounds 3',
    })
  }
}
