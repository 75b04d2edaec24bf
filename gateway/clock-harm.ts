import { z } from 'zod'
import { defineHarm } from '../ledger/harms.ts'
import type { SkewedClock } from './clock.ts'
import type { Commands } from './commands.ts'

/** The instance's wall clock is wrong: tokens, certificates and quotas are judged by it. */
export function clockHarm(clock: Pick<SkewedClock, 'skew'>) {
  return defineHarm({
    params: z.strictObject({ skewMs: z.number(), driftPpm: z.number().default(0) }),
    apply({ skewMs, driftPpm }) {
      clock.skew(skewMs, driftPpm)
      return () => clock.skew(0, 0)
    },
  })
}

/** How wrong the clock is, for proofs. */
export function clockCommands(clock: Pick<SkewedClock, 'aheadMs'>): Commands {
  return { clock: () => ({ aheadMs: clock.aheadMs() }) }
}
