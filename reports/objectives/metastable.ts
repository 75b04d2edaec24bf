import type { Evidence } from '../evidence.ts'
import type { FaultTimes } from '../phases.ts'
import { isUp, loadSlicesOf } from './load-slices.ts'
import { defineMeasure, inconclusive, judged } from './objective.ts'

/** Less of the load behind a fault shows no state that stays. */
const watchedLeastS = 3

/**
 * Faults after which the service stayed down though their cause had gone, until the load ended or the
 * next fault came: what keeps it down is its own work (retries, queues). Source: Bronson et al.,
 * Metastable Failures in Distributed Systems, HotOS 2021.
 */
export const metastable = defineMeasure({
  name: 'metastable',
  examples: ['metastable = 0'],
  about: 'faults that were healed, and after which the service never was up again',
  operators: ['=', '<', '<='],
  limits: ['count'],
  isOfRequests: false,
  judge(objective, evidence) {
    const watched = evidence.faults.flatMap((fault) => stayedDown(fault, evidence) ?? [])
    if (watched.length === 0) {
      const why = `no fault was healed ${watchedLeastS} s before the load ended or the next one came`
      return inconclusive(objective, 'count', 0, why)
    }
    const stayed = watched.filter(({ isDown }) => isDown).map(({ id }) => id)
    const why =
      stayed.length === 0
        ? `the service was up again after each of ${watched.length} faults`
        : `still down long after it was healed: ${stayed.join(', ')}`
    return judged(objective, stayed.length, { unit: 'count', samples: watched.length, why })
  },
})

function stayedDown(
  { id, healedAtUs }: FaultTimes,
  evidence: Evidence,
): { readonly id: string; readonly isDown: boolean } | undefined {
  if (healedAtUs === undefined) return undefined
  const next = evidence.faults.flatMap(({ applyingAtUs }) => applyingAtUs ?? [])
  const untilUs = Math.min(evidence.loadEndUs, ...next.filter((atUs) => atUs > healedAtUs))
  const after = loadSlicesOf(evidence, {}).filter(
    ({ atUs }) => atUs >= healedAtUs && atUs + 1_000_000 <= untilUs,
  )
  if (after.length < watchedLeastS) return undefined
  return { id, isDown: after.every((slice) => !isUp(slice, evidence)) }
}
