import { z } from 'zod'
import { positiveInt, wholeNumber } from '../attributes.ts'
import { definePolicy } from '../define-policy.ts'
import { quotaOf } from '../quota-window.ts'
import { scopedRows } from '../scoped-rows.ts'

const volume = {
  calls: positiveInt.optional(),
  bandwidth: positiveInt.optional(),
  'renewal-period': wholeNumber,
} as const

const hasVolume = ({ calls, bandwidth }: { calls?: unknown; bandwidth?: unknown }) =>
  calls !== undefined || bandwidth !== undefined
const volumeMissing = 'calls or bandwidth or both must be given'

const ownSchema = z.strictObject(volume).refine(hasVolume, volumeMissing)
/** Documents of the service leave the period of a child out; it then has its parent's. */
const childSchema = (periodS: number) =>
  z
    .strictObject({
      ...volume,
      'renewal-period': wholeNumber.default(periodS),
      name: z.string().min(1).optional(),
    })
    .refine(hasVolume, volumeMissing)

type Volume = z.output<typeof ownSchema>

/**
 * At most `calls` and `bandwidth` kilobytes per subscription in each window of `renewal-period`
 * seconds; 0 never ends. The service counts windows from the start of the subscription, which is
 * here the start of the run. Source: APIM, quota.
 */
export const quota = definePolicy({
  name: 'quota',
  sections: ['inbound'],
  scopes: ['product'],
  isOnce: true,
  example: '<quota calls="10000" bandwidth="40000" renewal-period="3600" />',
  attributes: ownSchema,
  compile(attributes, load) {
    const ofChildren = childSchema(attributes['renewal-period'])
    const rows = scopedRows<Volume>(attributes, ofChildren, load).map((row) => {
      const { calls, bandwidth, 'renewal-period': periodS } = row.attributes
      const of = { id: row.id, calls, bandwidth, periodS, startMs: 0 }
      return { isFor: row.isFor, quota: quotaOf(of, load.counters) }
    })
    return (exchange) => {
      const { subscription, receivedAtMs } = exchange
      if (subscription === undefined) return undefined
      const used = rows.filter(({ isFor }) => isFor(exchange))
      // All are asked before any counts.
      for (const row of used) {
        const stop = row.quota.refuse(subscription.id, receivedAtMs, exchange)
        if (stop !== undefined) return stop
      }
      for (const row of used) row.quota.use(subscription.id, receivedAtMs, exchange, 1)
      return undefined
    }
  },
})
