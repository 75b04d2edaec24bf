import { correctionsIn } from '../corrected-quotas.ts'
import { type Decisions, decisionsOf, rejectionsOf } from '../decisions.ts'
import { skewedAt } from '../skewed-clocks.ts'
import { defineCheck, notClaimed, type Violation } from './define-check.ts'

/** Regions count for themselves: what one admits never uses up the limit of another. */
export const rateRegionIndependence = defineCheck({
  name: 'rate.region-independence',
  claim: 'a region rejects by its own calls alone, so that R regions may admit R times the limit',
  source: 'APIM, rate-limit: counters are kept per region and never exchanged',
  bound: 'L in each region; a rejection is due to at least L calls of the same region',
  async check({ store, faults, events }) {
    const correctionsOf = correctionsIn(events)
    const shared = sharedKeys(await decisionsOf(store)).filter((one) => correctionsOf(one) === 0)
    const skewed = skewedAt(faults)
    let samples = 0
    let first: (Violation & { readonly atUs: number }) | undefined
    const totals = new Map<string, number>()
    for (const decisions of shared) {
      const { region, counter, windowMs, countedMax } = decisions
      for (const { atUs, requestId, limit, total } of rejectionsOf(decisions)) {
        if (skewed(atUs, windowMs)) continue
        samples += 1
        totals.set(region, Math.max(totals.get(region) ?? 0, total))
        if (total + countedMax > limit || atUs >= (first?.atUs ?? Number.POSITIVE_INFINITY))
          continue
        const what = `${region} rejected a call of ${counter} at ${total} of its own ${limit}`
        first = { atUs, requestId, what }
      }
    }
    if (samples === 0) return notClaimed('no key that two regions counted reached a limit')
    const seen = [...totals].map(([region, total]) => `${region} ${total}`).join(', ')
    const why = `rejections of keys that ${totals.size} regions counted: at most ${seen} admitted`
    return first === undefined
      ? { verdict: 'holds', why, samples }
      : { verdict: 'broken', why: first.what, samples, first }
  },
})

/** Those whose counter and key were used in more than one region. */
function sharedKeys(all: readonly Decisions[]): Decisions[] {
  const nameOf = ({ counter, keyHash, windowMs }: Decisions) => `${counter} ${windowMs} ${keyHash}`
  const regions = new Map<string, Set<string>>()
  for (const decisions of all) {
    const name = nameOf(decisions)
    regions.set(name, (regions.get(name) ?? new Set()).add(decisions.region))
  }
  return all.filter(
    (decisions) => decisions.isExact && (regions.get(nameOf(decisions))?.size ?? 0) > 1,
  )
}
