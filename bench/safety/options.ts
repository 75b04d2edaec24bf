import { parseArgs } from 'node:util'
import { z } from 'zod'
import { GatedrillError } from '../../ledger/errors.ts'

export type SafetyOptions = { readonly moments: number; readonly seed: number }

const schema = z.strictObject({
  moments: z.coerce.number().int().positive().max(1_000).default(20),
  seed: z.coerce.number().int().nonnegative().default(1),
})

/** `--moments 20 --seed 1`. */
export function safetyOptionsOf(words: readonly string[]): SafetyOptions {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: { moments: { type: 'string' }, seed: { type: 'string' } },
    })
    return schema.parse({ ...values })
  } catch (error) {
    throw new GatedrillError({
      code: 'BENCH_OPTION',
      where: words.join(' '),
      what: error instanceof z.ZodError ? z.prettifyError(error) : String(error),
      why: 'safety takes --moments (up to 1000) and --seed (a whole number)',
      fix: 'npm run bench safety -- --moments 20 --seed 1',
    })
  }
}
