import { z } from 'zod'
import { faults } from '../../sim/faults/plan-faults.ts'
import { optionsOf } from '../options.ts'

export type FaultsOptions = {
  readonly rounds: number
  /** Absent: all. */
  readonly kinds?: readonly string[]
}

const shape = {
  rounds: z.coerce.number().int().positive().max(100).default(3),
  kinds: z
    .string()
    .transform((text) => text.split(','))
    .refine((kinds) => kinds.every((kind) => faults.has(kind)), 'one of them is no fault')
    .optional(),
}

/** `--rounds 3 --kinds zone-down,unit-crash`. */
export function faultsOptionsOf(words: readonly string[]): FaultsOptions {
  const { rounds, kinds } = optionsOf(words, shape, {
    bench: 'faults',
    takes: '--rounds (up to 100) and --kinds (names of gatedrill faults, with commas between them)',
    example: '--rounds 3 --kinds zone-down,unit-crash',
  })
  return kinds === undefined ? { rounds } : { rounds, kinds }
}
