import fc from 'fast-check'
import type { FuzzCount, FuzzOptions } from './define-fuzz.ts'

/** Runs a property until the time is over, the runs are, or an example breaks it. */
export async function checkProperty<Values>(
  property: fc.IRawProperty<Values>,
  { seed, budgetMs, runsMax }: FuzzOptions,
): Promise<FuzzCount> {
  const details = await fc.check(property, {
    seed,
    numRuns: runsMax,
    interruptAfterTimeLimit: budgetMs,
    markInterruptAsFailure: false,
    endOnFailure: false,
  })
  return {
    runs: details.numRuns,
    failure:
      details.failed && details.counterexample !== null
        ? fc.defaultReportMessage(details)
        : undefined,
  }
}
