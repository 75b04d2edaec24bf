import { checklist } from './checklist.ts'
import type { Coverage, SuiteDrill, SuiteRun } from './suite-document.ts'

/** How far a set of drills covers the checklist: what they came to decides what is held. */
export function coverageOf(
  drills: readonly SuiteDrill[],
  runs: readonly SuiteRun[],
): readonly Coverage[] {
  return checklist.map(({ code, list, says, url, limits, isCoveredBy }) => {
    const names = drills.filter(isCoveredBy).map(({ name }) => name)
    const own = runs.filter(({ drill }) => names.includes(drill))
    return { code, list, says, url, state: stateOf(own), drills: names, limits }
  })
}

function stateOf(runs: readonly SuiteRun[]): Coverage['state'] {
  const results = runs.map(({ outcome }) => outcome?.result)
  if (results.length === 0) return 'not-covered'
  if (results.includes('otherwise')) return 'broken'
  return results.every((result) => result === 'as-expected') ? 'held' : 'undecided'
}
