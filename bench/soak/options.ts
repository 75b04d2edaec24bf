import { z } from 'zod'
import { optionsOf } from '../options.ts'

export type SoakOptions = { readonly minutes: number; readonly ratePerS: number }

const shape = {
  minutes: z.coerce.number().positive().max(1_440).default(10),
  rate: z.coerce.number().positive().max(100_000).default(400),
}

/** `--minutes 10 --rate 400`. */
export function soakOptionsOf(words: readonly string[]): SoakOptions {
  const { minutes, rate } = optionsOf(words, shape, {
    bench: 'soak',
    takes: '--minutes (up to 1440) and --rate (requests per second)',
    example: '--minutes 10 --rate 400',
  })
  return { minutes, ratePerS: rate }
}
