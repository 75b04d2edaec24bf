import { z } from 'zod'
import type { LimitUse } from '../limit-use.ts'
import { textSql } from '../store/sql.ts'
import { type CheckEvidence, defineCheck, notClaimed, type Violation } from './define-check.ts'

/** No limit lets more through than replication can explain, partitioned or not. */
export const rateOverAdmission = defineCheck({
  name: 'rate.over-admission',
  claim: 'in any window no limit admits more calls than its replication can explain',
  source: 'APIM, rate-limit (never completely accurate); G-counters: a view is at most one lag old',
  bound:
    'min(N·L, P·L + lag + N + crashes + restarts): L limit, N holders, P groups that did not ' +
    'hear each other within the window, lag the calls that arrive within the replication lag',
  async check(evidence) {
    const reached = evidence.limits.filter(isReached)
    const [worst] = reached.toSorted((a, b) => slackOf(a) - slackOf(b))
    if (worst === undefined) {
      const used = evidence.limits.length
      return notClaimed(
        used === 0 ? 'no limit was used' : `${used} limits were used, and none was reached`,
      )
    }
    const { counter, admittedMax, limit, windowMs, bound, region, terms } = worst
    const time = windowMs === 0 ? 'in all' : `in ${windowMs / 1_000} s`
    const why =
      `${counter} in ${region} admitted ${admittedMax} ${time}, limit ${limit}, ` +
      `bound ${bound} (${termsText(terms)}), slack ${slackOf(worst)}${fullestText(worst)}`
    const margin = { observed: admittedMax, bound, unit: 'count' } as const
    const seen = { why, samples: reached.length, margin }
    if (slackOf(worst) >= 0) return { verdict: 'holds', ...seen }
    return { verdict: 'broken', ...seen, first: await firstBeyond(worst, evidence) }
  },
})

/** A partition widens the bound: the window that shows it best is not the one with least slack. */
function fullestText({ admittedMax, fullest }: LimitUse): string {
  if (fullest === undefined || fullest.admitted <= admittedMax) return ''
  const { admitted, bound, groups } = fullest
  return `; at most ${admitted} in any window, of ${bound} with P ${groups}`
}

function termsText({ holders, groups, lagCalls, crashCalls }: LimitUse['terms']): string {
  return `N ${holders}, P ${groups}, lag ${lagCalls}, crashes ${crashCalls}`
}

/** A limit that refused nobody and was never full tested nothing. */
function isReached({ admittedMax, limit, rejected }: LimitUse): boolean {
  return admittedMax >= limit || rejected > 0
}

function slackOf({ admittedMax, bound }: LimitUse): number {
  return bound - admittedMax
}

const decisionSchema = z.object({ requestId: z.number(), instance: z.string() })

/** The admission that filled the window which broke its bound the furthest. */
async function firstBeyond(
  { counter, keyHash, admittedMaxAtUs, bound, admittedMax }: LimitUse,
  { store }: Pick<CheckEvidence, 'store'>,
): Promise<Violation> {
  const [decision] = await store.rows(
    `SELECT request_id AS "requestId", writer_instance AS instance FROM admission_records
      WHERE at_us = ${admittedMaxAtUs} AND admitted = 1
        AND counter = ${textSql(counter)} AND key_hash = ${textSql(keyHash)} LIMIT 1`,
    decisionSchema,
  )
  const what = `call ${admittedMax} of a window that may hold ${bound}`
  if (decision === undefined) return { atUs: admittedMaxAtUs, what }
  const { requestId, instance } = decision
  return { requestId, atUs: admittedMaxAtUs, what: `${what}, at ${instance}` }
}
