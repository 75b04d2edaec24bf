import { z } from 'zod'
import type { CircuitBreaker } from '../../ledger/revision.ts'
import { isoDurationMs } from './iso-duration.ts'

// What the portal fills in.
const hourMs = 3_600_000

const duration = z
  .string()
  .nullish()
  .transform((text, context) => {
    if (text === undefined || text === null) return hourMs
    const ms = isoDurationMs(text)
    if (ms !== undefined && ms > 0) return ms
    context.addIssue({
      code: 'custom',
      message: `${JSON.stringify(text)} is no duration of ISO 8601 above 0, as PT1M is`,
    })
    return z.NEVER
  })

/** Templates of the service write numbers as texts too. */
const wholeFrom = (min: number, max: number) =>
  z.coerce.number(`a whole number from ${min} to ${max}`).int().min(min).max(max)

const statusRange = z
  .looseObject({ min: wholeFrom(200, 599), max: wholeFrom(200, 599) })
  .refine(({ min, max }) => min <= max, 'min is above max')
  .transform(({ min, max }) => ({ min, max }))

const failureCondition = z
  .looseObject({
    count: wholeFrom(1, 10_000).nullish(),
    percentage: wholeFrom(1, 100).nullish(),
    interval: duration,
    statusCodeRanges: z.array(statusRange).max(10).nullish(),
    errorReasons: z.array(z.string().max(200)).max(10).nullish(),
  })
  .refine(({ count, percentage }) => !(hasValue(count) && hasValue(percentage)), {
    path: ['percentage'],
    error: 'a rule has either a count or a percentage',
  })

const rule = z
  .looseObject({
    name: z.string().nullish(),
    failureCondition: failureCondition.nullish(),
    tripDuration: duration,
    acceptRetryAfter: z.boolean().nullish(),
  })
  .transform(({ name, failureCondition: condition, tripDuration, acceptRetryAfter }) => ({
    name: name ?? '',
    count: condition?.count ?? undefined,
    percentage: condition?.percentage ?? undefined,
    intervalMs: condition?.interval ?? hourMs,
    statusRanges: condition?.statusCodeRanges ?? [],
    errorReasons: condition?.errorReasons ?? [],
    tripMs: tripDuration,
    acceptsRetryAfter: acceptRetryAfter ?? false,
  }))

/**
 * The rules of `properties.circuitBreaker` of a backend entity, in order. Source: ARM,
 * Microsoft.ApiManagement/service/backends; limits of the Terraform provider.
 */
export const circuitBreakerRules = z
  .looseObject({ rules: z.array(rule).max(15).nullish() })
  .transform(({ rules }): readonly CircuitBreaker[] => rules ?? [])

/** Whether the rule can ever open the circuit. */
export function tripsEver({ count, percentage, statusRanges, errorReasons }: CircuitBreaker) {
  return (
    (count !== undefined || percentage !== undefined) &&
    (statusRanges.length > 0 || errorReasons.length > 0)
  )
}

/**
 * The `errorReasons` this gateway knows, in lower case: what LastError says of a call that failed,
 * and the article's own name for statuses from 500. Source: APIM, backends.
 */
export const knownErrorReasons: ReadonlySet<string> = new Set([
  'server errors',
  'backendconnectionfailure',
  'timeout',
])

function hasValue(value: number | null | undefined): boolean {
  return value !== undefined && value !== null
}
