import { parseArgs } from 'node:util'
import { z } from 'zod'
import { GatedrillError } from '../../ledger/errors.ts'

export type SoakOptions = { readonly minutes: number; readonly ratePerS: number }

const schema = z.strictObject({
  minutes: z.coerce.number().positive().max(1_440).default(10),
  rate: z.coerce.number().positive().max(100_000).default(400),
})

/** `--minutes 10 --rate 400`. */
export function soakOptionsOf(words: readonly string[]): SoakOptions {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: { minutes: { type: 'string' }, rate: { type: 'string' } },
    })
    const { minutes, rate } = schema.parse({ ...values })
    return { minutes, ratePerS: rate }
  } catch (error) {
    throw new GatedrillError({
      code: 'BENCH_OPTION',
      where: words.join(' '),
      what: error instanceof z.ZodError ? z.prettifyError(error) : String(error),
      why: 'soak takes --minutes (up to 1440) and --rate (requests per second)',
      fix: 'npm run bench soak -- --minutes 10 --rate 400',
    })
  }
}
