import type { LoadProgress } from '../../ledger/launch/load.ts'
import type { Scenario } from '../../scenarios/schema.ts'

export type ErrorBudget = NonNullable<Scenario['guards']['errorBudget']>

/**
 * Judges the last seconds of the load as they are told. Rejections count on neither side, as in the
 * objective `availability`; the warm-up is not judged. `hear` says in words when too much is bad.
 */
export function errorBudgetJudge({ badShareMax, windowS, requestsMin }: ErrorBudget): {
  hear(progress: LoadProgress): string | undefined
} {
  const window: { readonly second: number; readonly good: number; readonly bad: number }[] = []
  return {
    hear({ second, ok, failed, unknown, notSent }) {
      if (second < 0) return undefined
      window.push({ second, good: ok, bad: failed + unknown + notSent })
      while ((window[0]?.second ?? second) <= second - windowS) window.shift()
      const bad = window.reduce((sum, one) => sum + one.bad, 0)
      const all = window.reduce((sum, one) => sum + one.good + one.bad, 0)
      if (all < requestsMin || bad / all <= badShareMax) return undefined
      const share = `${percentOf(bad / all)} of the ${all} requests of the last ${windowS} s`
      return `${share} had no good answer, more than ${percentOf(badShareMax)}`
    },
  }
}

function percentOf(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`
}
