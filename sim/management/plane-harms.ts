import { z } from 'zod'
import { defineHarm, type HarmKinds } from '../../ledger/harms.ts'
import type { OfferHarm, Offers } from './offers.ts'

/** What of a management plane can be out of order beside its offers. */
export type PlaneCondition = {
  /** Every answer waits this long. */
  latencyMs: number
  /** Key vaults of named values are out of reach. */
  isVaultAway: boolean
}

export function newCondition(): PlaneCondition {
  return { latencyMs: 0, isVaultAway: false }
}

const instances = z.array(z.string()).optional()

/** Harms inside the management plane's process, by kind. */
export function planeHarms(offers: Offers, condition: PlaneCondition): HarmKinds {
  const offerHarm = (kind: Exclude<OfferHarm['kind'], 'delay'>) =>
    defineHarm({
      params: z.strictObject({ instances }),
      apply: ({ instances: named }) => offers.harm({ kind, instances: named }),
    })
  return {
    stuck: offerHarm('stuck'),
    torn: offerHarm('torn'),
    'out-of-order': offerHarm('out-of-order'),
    delay: defineHarm({
      params: z.strictObject({ delayMs: z.number().positive(), instances }),
      apply: ({ delayMs, instances: named }) =>
        offers.harm({ kind: 'delay', delayMs, instances: named }),
    }),
    slow: defineHarm({
      params: z.strictObject({ latencyMs: z.number().positive().max(600_000) }),
      apply({ latencyMs }) {
        condition.latencyMs += latencyMs
        return () => {
          condition.latencyMs -= latencyMs
        }
      },
    }),
    'vault-away': defineHarm({
      params: z.strictObject({}),
      apply() {
        condition.isVaultAway = true
        return () => {
          condition.isVaultAway = false
        }
      },
    }),
  }
}
