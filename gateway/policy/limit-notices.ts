import { z } from 'zod'
import type { Exchange } from '../pipeline/exchange.ts'
import { reject, type Stop } from './define-policy.ts'

const name = z.string().trim().min(1).optional()

/** The attributes of `rate-limit` and `rate-limit-by-key` that name headers and variables. */
export const noticeAttributes = {
  'retry-after-header-name': z.string().trim().min(1).default('Retry-After'),
  'retry-after-variable-name': name,
  'remaining-calls-header-name': name,
  'remaining-calls-variable-name': name,
  'total-calls-header-name': name,
} as const

type NoticeNames = z.output<z.ZodObject<typeof noticeAttributes>>

/** What callers and later policies are told of a rate limit. Source: APIM, rate-limit. */
export type LimitNotices = {
  /** After each decision. */
  tell(exchange: Exchange, remaining: number, limit: number): void
  /** The 429 of a call too many. */
  tooMany(exchange: Exchange, retryAfterMs: number): Stop
}

export function limitNotices(names: NoticeNames): LimitNotices {
  const remainingHeader = names['remaining-calls-header-name']
  const remainingVariable = names['remaining-calls-variable-name']
  const totalHeader = names['total-calls-header-name']
  const retryVariable = names['retry-after-variable-name']
  return {
    tell(exchange, remaining, limit) {
      if (remainingVariable !== undefined) exchange.variables.set(remainingVariable, remaining)
      if (remainingHeader === undefined && totalHeader === undefined) return
      exchange.beforeSend.push(({ headers }) => {
        if (remainingHeader !== undefined) headers.set(remainingHeader, String(remaining))
        if (totalHeader !== undefined) headers.set(totalHeader, String(limit))
      })
    },
    tooMany(exchange, retryAfterMs) {
      // Rounded up: told to wait 0 s, a client would return before the window has moved.
      const retryAfterS = Math.ceil(retryAfterMs / 1_000)
      const canWait = Number.isFinite(retryAfterS)
      if (retryVariable !== undefined && canWait) exchange.variables.set(retryVariable, retryAfterS)
      const wait = canWait ? ` Try again in ${retryAfterS} seconds.` : ''
      const headers = canWait ? { [names['retry-after-header-name']]: String(retryAfterS) } : {}
      return reject(
        429,
        'RateLimitExceeded',
        'Rate limit is exceeded',
        headers,
        `Rate limit is exceeded.${wait}`,
      )
    },
  }
}
