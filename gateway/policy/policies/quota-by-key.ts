import { z } from 'zod'
import { positiveInt, wholeNumber } from '../attributes.ts'
import { definePolicy } from '../define-policy.ts'
import { incrementAttributes, incrementsOf } from '../increments.ts'
import { quotaOf } from '../quota-window.ts'

const firstPeriod = z
  .string()
  .default('0001-01-01T00:00:00Z')
  .refine((text) => !Number.isNaN(Date.parse(text)), 'a date and time as yyyy-MM-ddTHH:mm:ssZ')
  .transform((text) => Date.parse(text))

/**
 * At most `calls` and `bandwidth` kilobytes per key in each window of `renewal-period` seconds,
 * counted from `first-period-start`; 0 never ends. A request counts once per key, however many
 * policies name it. Source: APIM, quota-by-key.
 */
export const quotaByKey = definePolicy({
  name: 'quota-by-key',
  sections: ['inbound'],
  example:
    '<quota-by-key calls="10000" renewal-period="3600" counter-key="@(context.Request.IpAddress)" />',
  attributes: z
    .strictObject({
      calls: positiveInt.optional(),
      bandwidth: positiveInt.optional(),
      'counter-key': z.string().min(1),
      'renewal-period': wholeNumber.refine(
        (periodS) => periodS === 0 || periodS >= 300,
        '0, or at least 300 seconds',
      ),
      'first-period-start': firstPeriod,
      ...incrementAttributes,
    })
    .refine(
      ({ calls, bandwidth }) => calls !== undefined || bandwidth !== undefined,
      'calls or bandwidth or both must be given',
    ),
  compile(attributes, load) {
    const { calls, bandwidth } = attributes
    const periodS = attributes['renewal-period']
    const startMs = attributes['first-period-start']
    const of = { id: 'quota-by-key', calls, bandwidth, periodS, startMs }
    const quota = quotaOf(of, load.counters)
    const keyOf = load.text(attributes['counter-key'])
    const increments = incrementsOf(attributes, load)
    return (exchange) => {
      const key = keyOf(exchange)
      // The windows begin at instants of the calendar.
      const nowMs = exchange.unixMs()
      const stop = quota.refuse(key, nowMs, exchange)
      if (stop !== undefined) return stop
      const { areLate } = increments
      const count = areLate ? 0 : increments.countOf(exchange)
      const isNew = quota.use(key, nowMs, exchange, count)
      if (isNew && areLate) increments.later(exchange, (count) => quota.add(key, nowMs, count))
      return undefined
    }
  },
})
