import { z } from 'zod'
import { optionsOf } from '../options.ts'

const shape = { quick: z.boolean().default(false) }

/** What stands behind a bench's name: `--quick` or nothing. */
export function isQuickOf(bench: string, words: readonly string[]): boolean {
  const takes = '--quick and nothing else'
  const usage = { bench, takes, example: '--quick', flags: ['quick'] }
  return optionsOf(words, shape, usage).quick
}
