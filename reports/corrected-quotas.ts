import { z } from 'zod'
import type { DrillEvent } from '../ledger/events.ts'

const detailSchema = z.looseObject({ counter: z.string(), keyHash: z.string() })

/** How often a quota was set by hand: what it then admits or turns away is no matter of counting. */
export function correctionsIn(
  events: readonly DrillEvent[],
): (of: { readonly counter: string; readonly keyHash: string }) => number {
  const corrected = events
    .filter(({ kind }) => kind === 'quota-corrected')
    .flatMap(({ detail }) => {
      const parsed = detailSchema.safeParse(detail)
      return parsed.success ? [parsed.data] : []
    })
  return ({ counter, keyHash }) =>
    corrected.filter((one) => one.counter === counter && one.keyHash === keyHash).length
}
