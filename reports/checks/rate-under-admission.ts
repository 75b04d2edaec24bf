import { correctionsIn } from '../corrected-quotas.ts'
import { type Decisions, decisionsOf, type Rejection, rejectionsOf } from '../decisions.ts'
import { skewedAt } from '../skewed-clocks.ts'
import { defineCheck, notClaimed } from './define-check.ts'

/** Nobody is turned away by a limit that is not used up: holders count no call twice. */
export const rateUnderAdmission = defineCheck({
  name: 'rate.under-admission',
  claim: 'no call is rejected while all holders together have admitted less than the limit',
  source:
    'G-counters: merging is the larger of two counts per holder, so no view is above the truth',
  bound:
    'calls that were admitted in the window of the rejection + the most that one call counts > L; ' +
    'counted a two-thousandth of the window longer, as holders do',
  async check({ store, faults, events }) {
    const all = await decisionsOf(store)
    const correctionsOf = correctionsIn(events)
    const exact = all.filter((one) => one.isExact && correctionsOf(one) === 0)
    const skewed = skewedAt(faults)
    const worst = new Worst()
    for (const decisions of exact) {
      for (const rejection of rejectionsOf(decisions)) {
        if (!skewed(rejection.atUs, decisions.windowMs)) worst.see(decisions, rejection)
      }
    }
    const { lowest, first, samples } = worst
    if (lowest === undefined) return notClaimed(unclaimedText(all.length, exact.length))
    const { total, limit } = lowest.rejection
    const { counter, region } = lowest.decisions
    const why = `${counter} in ${region} rejected a call at ${total} of ${limit} admitted`
    const margin = { observed: total, bound: limit, unit: 'count' } as const
    if (first === undefined) {
      return { verdict: 'holds', why: `at the earliest, ${why}`, samples, margin }
    }
    const { atUs, requestId } = first
    const what = `rejected with ${first.total} of ${first.limit} admitted`
    return { verdict: 'broken', why, samples, margin, first: { atUs, requestId, what } }
  },
})

function unclaimedText(used: number, exact: number): string {
  if (used === 0) return 'no limit was used'
  if (exact === 0) return 'every limit counts when its calls end, or was set by hand'
  return `${exact} limits were used, and none rejected a call`
}

/** The rejection with the most room left, and the first one that had any. */
class Worst {
  lowest: { readonly decisions: Decisions; readonly rejection: Rejection } | undefined
  first: Rejection | undefined
  samples = 0
  #roomMax = Number.NEGATIVE_INFINITY

  see(decisions: Decisions, rejection: Rejection): void {
    this.samples += 1
    const { total, limit, atUs } = rejection
    const room = limit - total - decisions.countedMax
    if (room > this.#roomMax) {
      this.#roomMax = room
      this.lowest = { decisions, rejection }
    }
    if (room >= 0 && atUs < (this.first?.atUs ?? Number.POSITIVE_INFINITY)) this.first = rejection
  }
}
