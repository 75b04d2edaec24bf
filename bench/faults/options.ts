import { parseArgs } from 'node:util'
import { z } from 'zod'
import { GatedrillError } from '../../ledger/errors.ts'
import { faults } from '../../sim/faults/plan-faults.ts'

export type FaultsOptions = {
  readonly rounds: number
  /** Absent: all. */
  readonly kinds?: readonly string[]
}

const schema = z.strictObject({
  rounds: z.coerce.number().int().positive().max(100).default(3),
  kinds: z
    .string()
    .transform((text) => text.split(','))
    .refine((kinds) => kinds.every((kind) => faults.has(kind)), 'one of them is no fault')
    .optional(),
})

/** `--rounds 3 --kinds zone-down,unit-crash`. */
export function faultsOptionsOf(words: readonly string[]): FaultsOptions {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: { rounds: { type: 'string' }, kinds: { type: 'string' } },
    })
    const { rounds, kinds } = schema.parse({ ...values })
    return kinds === undefined ? { rounds } : { rounds, kinds }
  } catch (error) {
    throw new GatedrillError({
      code: 'BENCH_OPTION',
      where: words.join(' '),
      what: error instanceof z.ZodError ? z.prettifyError(error) : String(error),
      why: 'faults takes --rounds (up to 100) and --kinds (names of gatedrill faults, with commas between them)',
      fix: 'npm run bench faults -- --rounds 3 --kinds zone-down,unit-crash',
    })
  }
}
