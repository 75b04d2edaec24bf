import { exitCodes, type VerdictName } from '../verdict.ts'
import { coverageOf } from './coverage.ts'
import type { RunOutcome, SuiteDocument, SuiteDrill, SuiteRun } from './suite-document.ts'

/** The verdict that is right for a run, by its drill's claim; a drill without one has to pass. */
export function expectedOf(claim: SuiteDrill['claim'], isTwin: boolean): SuiteRun['expected'] {
  const own = claim?.expect ?? 'pass'
  if (!isTwin) return own
  return own === 'pass' ? 'fail' : 'pass'
}

type Judged = Pick<RunOutcome, 'result' | 'resultWhy'>

/**
 * Whether a run came as its claim expects. One that fails has to fail where the claim says so: a
 * drill that fails for something else has not shown what it is for.
 */
export function judgeRun(
  { expected }: Pick<SuiteRun, 'expected'>,
  { verdict, broken, why }: Pick<RunOutcome, 'verdict' | 'broken' | 'why'>,
  claim: SuiteDrill['claim'],
): Judged {
  if (verdict === 'inconclusive' || verdict === 'aborted') {
    return { result: 'undecided', resultWhy: why }
  }
  if (verdict !== expected) {
    return { result: 'otherwise', resultWhy: `expected ${expected}, but: ${why}` }
  }
  if (verdict === 'pass') return { result: 'as-expected', resultWhy: why }
  const breaks = claim?.breaks ?? []
  const named = breaks.filter((one) => broken.includes(one))
  if (breaks.length > 0 && named.length === 0) {
    const resultWhy = `failed, but not where the claim says (${breaks.join(', ')}): ${why}`
    return { result: 'otherwise', resultWhy }
  }
  return { result: 'as-expected', resultWhy: why }
}

/** The document with its verdict, counts and checklist as its runs have them now. */
export function withVerdict(document: SuiteDocument): SuiteDocument {
  const { runs, isInterrupted, drills } = document
  const counts = countsOf(runs)
  const verdict = verdictOf(counts, isInterrupted)
  return {
    ...document,
    verdict,
    exitCode: exitCodes[verdict],
    why: whyOf(counts, runs, isInterrupted),
    counts,
    checklist: [...coverageOf(drills, runs)],
  }
}

type Counts = SuiteDocument['counts']

function countsOf(runs: readonly SuiteRun[]): Counts {
  const of = (result: RunOutcome['result']) =>
    runs.filter(({ outcome }) => outcome?.result === result).length
  return {
    planned: runs.length,
    asExpected: of('as-expected'),
    otherwise: of('otherwise'),
    undecided: of('undecided'),
    left: runs.filter(({ outcome }) => outcome === undefined).length,
  }
}

/** What was found out stays found out, so a verdict that is wrong outweighs what nobody knows. */
function verdictOf({ otherwise, undecided, left }: Counts, isInterrupted: boolean): VerdictName {
  if (isInterrupted) return 'aborted'
  if (otherwise > 0) return 'fail'
  return undecided + left > 0 ? 'inconclusive' : 'pass'
}

function whyOf(counts: Counts, runs: readonly SuiteRun[], isInterrupted: boolean): string {
  const { planned, asExpected, otherwise, undecided, left } = counts
  const named = (result: RunOutcome['result']) =>
    runs.filter(({ outcome }) => outcome?.result === result).map(runNameOf)
  const parts = [
    ...(isInterrupted ? ['It was interrupted.'] : []),
    asExpected === planned
      ? `All ${planned} runs had the verdict that their claims expect.`
      : `${asExpected} of ${planned} runs had the verdict that their claims expect.`,
    ...(otherwise === 0 ? [] : [`${otherwise} had another: ${named('otherwise').join(', ')}.`]),
    ...(undecided === 0 ? [] : [`${undecided} decided nothing: ${named('undecided').join(', ')}.`]),
    ...(left === 0 ? [] : [`${left} did not run.`]),
  ]
  return parts.join(' ')
}

/** `zone-down`, `zone-down (twin)`. */
export function runNameOf({ drill, isTwin }: Pick<SuiteRun, 'drill' | 'isTwin'>): string {
  return isTwin ? `${drill} (twin)` : drill
}
