import { z } from 'zod'
import { optionsOf } from '../options.ts'

export type SafetyOptions = { readonly moments: number; readonly seed: number }

const shape = {
  moments: z.coerce.number().int().positive().max(1_000).default(20),
  seed: z.coerce.number().int().nonnegative().default(1),
}

/** `--moments 20 --seed 1`. */
export function safetyOptionsOf(words: readonly string[]): SafetyOptions {
  return optionsOf(words, shape, {
    bench: 'safety',
    takes: '--moments (up to 1000) and --seed (a whole number)',
    example: '--moments 20 --seed 1',
  })
}
