import { z } from 'zod'
import { optionsOf } from '../options.ts'

export type ReportOptions = {
  readonly requests: number
  /** Where the run folder goes and stays; absent: it is made in a temporary one, and removed. */
  readonly folder?: string | undefined
}

const shape = {
  requests: z.coerce.number().int().min(1_000).max(100_000_000).default(10_000_000),
  folder: z.string().optional(),
}

/** `--requests 1000000 --folder results/large`. */
export function reportOptionsOf(words: readonly string[]): ReportOptions {
  const takes = '--requests (1000 to 100000000), --folder (new; the run stays there)'
  return optionsOf(words, shape, { bench: 'report', takes, example: '--requests 1000000' })
}
