import { z } from 'zod'
import type { Counters, Limit } from '../../counters/counters.ts'
import type { Exchange } from '../../pipeline/exchange.ts'
import { flagText, positiveIntText, wordText } from '../attributes.ts'
import { definePolicy, type PolicyLoad, reject, type Stop } from '../define-policy.ts'
import { raiseRange } from '../expressions/error.ts'
import { promptOf } from './prompt.ts'
import { estimatedTokens } from './token-count.ts'
import { type QuotaPeriod, quotaPeriods, tokenQuotas } from './token-quota.ts'
import { isFirstTokenUse, watchTokens } from './token-watch.ts'

const name = z.string().trim().min(1).optional()

const attributes = z
  .strictObject({
    'counter-key': z.string().min(1),
    'tokens-per-minute': positiveIntText.optional(),
    'token-quota': positiveIntText.optional(),
    'token-quota-period': wordText(...quotaPeriods).optional(),
    'estimate-prompt-tokens': flagText,
    'retry-after-header-name': z.string().trim().min(1).default('Retry-After'),
    'retry-after-variable-name': name,
    'remaining-quota-tokens-header-name': name,
    'remaining-quota-tokens-variable-name': name,
    'remaining-tokens-header-name': name,
    'remaining-tokens-variable-name': name,
    'tokens-consumed-header-name': name,
    'tokens-consumed-variable-name': name,
  })
  .refine(
    (given) => (given['token-quota'] === undefined) === (given['token-quota-period'] === undefined),
    'token-quota and token-quota-period stand together',
  )
  .refine(
    (given) => given['tokens-per-minute'] !== undefined || given['token-quota'] !== undefined,
    'tokens-per-minute, or token-quota with its period, must be given',
  )

type Attributes = z.output<typeof attributes>

/**
 * At most so many tokens per key in a minute, in a period of the calendar, or both. A prompt that
 * is estimated is counted before it is sent, and what its answer took beyond that when it has come;
 * without an estimate, too much is found in the answer, and later requests are refused. Source:
 * APIM, llm-token-limit and azure-openai-token-limit.
 */
export function defineTokenLimit(policyName: 'llm-token-limit' | 'azure-openai-token-limit') {
  return definePolicy({
    name: policyName,
    sections: ['inbound'],
    example: `<${policyName} counter-key="@(context.Subscription.Id)" tokens-per-minute="5000" token-quota="100000" token-quota-period="Monthly" estimate-prompt-tokens="true" remaining-tokens-header-name="x-remaining-tokens" />`,
    attributes,
    compile: (given, load) => compileTokenLimit(policyName, given, load),
  })
}

function compileTokenLimit(id: string, given: Attributes, load: PolicyLoad) {
  const keyOf = load.text(given['counter-key'])
  const estimates = load.condition(given['estimate-prompt-tokens'])
  const rateFor = compileRate(id, given['tokens-per-minute'], load)
  const quotaFor = compileQuota(id, given, load)
  const notices = noticesOf(given)
  load.needsRequestBody()
  return (exchange: Exchange): Stop | undefined => {
    const key = keyOf(exchange)
    const rate = rateFor?.(exchange)
    const quota = quotaFor?.(exchange)
    const nowMs = { rate: exchange.receivedAtMs, quota: exchange.unixMs() }
    const quotaNow = quota?.limitAt(nowMs.quota)
    const isEstimated = promptOf(exchange).isStreamed || estimates(exchange)
    const expected = isEstimated ? estimatedTokens(promptOf(exchange)) : 0
    // Looked at before anything is counted: a request that one of the two refuses counts in none.
    const left = quotaNow?.peek(key, nowMs.quota, expected)
    if (left?.admitted === false) {
      quotaNow?.hit(key, nowMs.quota, exchange, 0)
      return notices.refuse(exchange, 403, left.retryAfterMs)
    }
    const isNewToRate = isFirstTokenUse(exchange, `${id}/minute/${key}`)
    const hit = rate?.hit(key, nowMs.rate, exchange, isNewToRate ? expected : 0)
    if (hit?.admitted === false) return notices.refuse(exchange, 429, hit.retryAfterMs)
    const isNewToQuota = isFirstTokenUse(exchange, `${id}/${quota?.period}/${key}`)
    const used = quotaNow?.hit(key, nowMs.quota, exchange, isNewToQuota ? expected : 0)
    notices.tell(exchange, expected, hit?.remaining, used?.remaining)
    // What was expected is paid by the first answer; a retry's answer is paid in full.
    let paid = expected
    watchTokens(exchange, ({ totalTokens }, isStreamed) => {
      notices.consumed(exchange, totalTokens, isStreamed)
      const more = Math.max(0, totalTokens - paid)
      paid = 0
      // Counted now, when they are known: long answers end in other windows than they began in.
      const unixMs = exchange.unixMs()
      if (isNewToRate) rate?.add(key, load.clockUs() / 1_000, more)
      if (isNewToQuota) quota?.limitAt(unixMs).add(key, unixMs, more)
    })
    return undefined
  }
}

/** Most expressions give the same limit again and again. */
function compileRate(
  id: string,
  tokens: string | undefined,
  load: PolicyLoad,
): ((exchange: Exchange) => Limit) | undefined {
  if (tokens === undefined) return undefined
  const tokensOf = load.number(tokens)
  const { counters }: { readonly counters: Counters } = load
  let latest: { readonly tokens: number; readonly limit: Limit } | undefined
  return (exchange) => {
    const limit = tokensOf(exchange)
    if (latest?.tokens === limit) return latest.limit
    if (!(limit >= 0)) raiseRange('tokens-per-minute')
    latest = { tokens: limit, limit: counters.rate({ id, limit, lengthMs: 60_000 }) }
    return latest.limit
  }
}

type QuotaNow = { readonly period: QuotaPeriod; limitAt(unixMs: number): Limit }

/** Undefined without a quota; what it is may be an expression too. */
function compileQuota(
  id: string,
  { 'token-quota': quota, 'token-quota-period': period }: Attributes,
  load: PolicyLoad,
): ((exchange: Exchange) => QuotaNow) | undefined {
  if (quota === undefined || period === undefined) return undefined
  const tokensOf = load.number(quota)
  const periodOf = load.text(period)
  let latest: (QuotaNow & { readonly tokens: number }) | undefined
  return (exchange) => {
    const tokens = tokensOf(exchange)
    const wanted = quotaPeriods.find((one) => one === periodOf(exchange))
    if (latest?.tokens === tokens && latest.period === wanted) return latest
    if (!(tokens >= 0)) raiseRange('token-quota')
    if (wanted === undefined) return raiseRange('token-quota-period')
    latest = { tokens, period: wanted, limitAt: tokenQuotas(id, tokens, wanted, load.counters) }
    return latest
  }
}

/** What callers and later policies are told. Source: APIM, llm-token-limit. */
function noticesOf(given: Attributes) {
  const consumedHeader = given['tokens-consumed-header-name']
  const consumedVariable = given['tokens-consumed-variable-name']
  const tellLeft = (kind: 'remaining-tokens' | 'remaining-quota-tokens') => {
    const [header, variable] = [given[`${kind}-header-name`], given[`${kind}-variable-name`]]
    return (exchange: Exchange, left: number | undefined) => {
      if (left === undefined) return
      if (variable !== undefined) exchange.variables.set(variable, left)
      if (header === undefined) return
      exchange.beforeSend.push(({ headers }) => headers.set(header, String(left)))
    }
  }
  const [tellRate, tellQuota] = [tellLeft('remaining-tokens'), tellLeft('remaining-quota-tokens')]
  return {
    tell(exchange: Exchange, expected: number, rate?: number, quota?: number): void {
      tellRate(exchange, rate)
      tellQuota(exchange, quota)
      if (consumedVariable !== undefined) exchange.variables.set(consumedVariable, expected)
    },
    consumed(exchange: Exchange, tokens: number, isStreamed: boolean): void {
      if (consumedVariable !== undefined) exchange.variables.set(consumedVariable, tokens)
      // Of events it is known only when the headers have long gone.
      if (consumedHeader === undefined || isStreamed) return
      exchange.beforeSend.push(({ headers }) => headers.set(consumedHeader, String(tokens)))
    },
    refuse: (exchange: Exchange, status: 403 | 429, retryAfterMs: number) =>
      refusal(given, exchange, status, retryAfterMs),
  }
}

function refusal(
  given: Attributes,
  exchange: Exchange,
  status: 403 | 429,
  retryAfterMs: number,
): Stop {
  // Rounded up: told to wait 0 s, a client would return before the window has moved.
  const retryAfterS = Math.ceil(retryAfterMs / 1_000)
  const canWait = Number.isFinite(retryAfterS)
  const variable = given['retry-after-variable-name']
  if (variable !== undefined && canWait) exchange.variables.set(variable, retryAfterS)
  const isRate = status === 429
  const message = `Token ${isRate ? 'limit' : 'quota'} is exceeded.`
  const reason = isRate ? 'TokenLimitExceeded' : 'TokenQuotaExceeded'
  const headers = canWait ? { [given['retry-after-header-name']]: String(retryAfterS) } : {}
  const wait = canWait ? ` Try again in ${retryAfterS} seconds.` : ''
  return reject(status, reason, message, headers, `${message}${wait}`)
}
