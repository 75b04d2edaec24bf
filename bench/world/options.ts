import { z } from 'zod'
import { optionsOf } from '../options.ts'

export type WorldOptions = { readonly rounds: number }

const shape = { rounds: z.coerce.number().int().positive().max(100).default(3) }

/** `--rounds 3`. */
export function worldOptionsOf(words: readonly string[]): WorldOptions {
  const takes = '--rounds (up to 100)'
  return optionsOf(words, shape, { bench: 'world', takes, example: '--rounds 3' })
}
