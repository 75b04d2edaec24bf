import { z } from 'zod'
import type { DrillEvent } from '../../ledger/events.ts'
import { defineCheck, notClaimed } from './define-check.ts'

const comparisonSchema = z.object({
  /** Keys with counts that could be compared. */
  keys: z.number(),
  isEqual: z.boolean(),
  /** From the end of the fault until all agreed, or until it was given up. */
  afterMs: z.number(),
  withinMs: z.number(),
  terms: z.string(),
  /** What differs, for people. */
  differing: z.array(z.string()),
})

/** Healed holders come to agree, each on the calls of every other. */
export const rateConvergence = defineCheck({
  name: 'rate.convergence',
  claim: 'after a fault all holders of a region agree on what every holder has counted',
  source: 'G-counters converge once every holder has heard of every other',
  bound: 'reconnect + replication lag + way: peers meet again, tell everything once, then changes',
  check({ events }) {
    const compared = events
      .filter(({ kind }) => kind === 'counters-compared')
      .flatMap((event) => {
        const { data } = comparisonSchema.safeParse(event.detail)
        return data === undefined || data.keys === 0 ? [] : [{ event, ...data }]
      })
    const [slowest] = compared.toSorted((a, b) => b.afterMs - b.withinMs - (a.afterMs - a.withinMs))
    if (slowest === undefined) return notClaimed('holders had nothing in common to be compared')
    const samples = compared.reduce((sum, { keys }) => sum + keys, 0)
    const margin = { observed: slowest.afterMs, bound: slowest.withinMs, unit: 'ms' } as const
    const broken = compared.find(({ isEqual, afterMs, withinMs }) => !isEqual || afterMs > withinMs)
    if (broken === undefined) {
      const why =
        `${compared.length} comparisons of ${samples} keys, slowest ${placeOf(slowest.event)}: ` +
        `${Math.round(slowest.afterMs)} ms of ${slowest.withinMs} ms (${slowest.terms})`
      return { verdict: 'holds', why, samples, margin }
    }
    const what = `${placeOf(broken.event)}: ${broken.differing.join('; ') || 'agreed too late'}`
    const why = `holders differ after ${Math.round(broken.afterMs)} ms: ${what}`
    return { verdict: 'broken', why, samples, margin, first: { atUs: broken.event.atUs, what } }
  },
})

function placeOf({ region, fault }: DrillEvent): string {
  return `${region ?? 'all'}${fault === undefined ? ' at the end' : ` after ${fault}`}`
}
