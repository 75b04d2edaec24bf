import { runNameOf, withVerdict } from '../../reports/suite/judge-suite.ts'
import { outcomeOf, outcomeWithout, wasBusy } from '../../reports/suite/outcome-of.ts'
import type {
  RunOutcome,
  SuiteDocument,
  SuiteDrill,
  SuiteRun,
} from '../../reports/suite/suite-document.ts'
import type { Summary } from '../../reports/summary.ts'
import { durationText } from '../duration-text.ts'
import { wallTimeOf } from './plan-suite.ts'

/** What running a suite needs of the world. */
export type SuiteWork = {
  /** Runs and judges one drill in a folder of the suite; may throw when its world does not come up. */
  readonly run: (drill: SuiteDrill, run: SuiteRun, folder: string) => Promise<Summary>
  /** Says what went wrong, in one sentence. */
  readonly failed: (error: unknown) => string
  /** Whether the suite has a folder of this name already. */
  readonly isTaken: (folder: string) => boolean
  /** Keeps what there is, so that nothing is lost whenever it ends. */
  readonly keep: (document: SuiteDocument) => void
  readonly say: (line: string) => void
  readonly nowMs: () => number
  readonly signal: AbortSignal
  /** Goes on behind a run that came otherwise than its claim expects. */
  readonly keepGoing: boolean
}

/**
 * Runs what has not ended yet, or has decided nothing, one after the other; keeps the document after
 * each. A run that decided nothing because the machine was busy, or its world did not come up, is
 * run once more. Gives the document as it is at the end, with its verdict.
 */
export async function runSuite(before: SuiteDocument, work: SuiteWork): Promise<SuiteDocument> {
  let document = withVerdict({ ...before, isInterrupted: false })
  const pace = { tookS: 0, plannedS: 0 }
  for (const [index, run] of document.runs.entries()) {
    if (work.signal.aborted) break
    const drill = document.drills.find(({ name }) => name === run.drill)
    if (drill === undefined || isDecided(run)) continue
    const label = `${String(index + 1).padStart(String(document.runs.length).length)}/${document.runs.length}  ${runNameOf(run)}`
    work.say(`${label}: expects ${run.expected}, about ${durationText(drill.wallTimeS)}`)
    const outcome = await decided(drill, run, label, work)
    document = withVerdict(withOutcome(document, index, outcome))
    work.keep(document)
    pace.tookS += outcome.tookS
    pace.plannedS += drill.wallTimeS
    work.say(`${label}: ${endText(outcome)}; ${leftText(document, index, pace)}`)
    if (outcome.result === 'otherwise' && !work.keepGoing) break
  }
  document = withVerdict({ ...document, isInterrupted: work.signal.aborted })
  work.keep(document)
  return document
}

/** Whether a run has come to a pass or a fail; another begins where it does not. */
export function isDecided({ outcome }: SuiteRun): boolean {
  return outcome !== undefined && outcome.result !== 'undecided'
}

function withOutcome(document: SuiteDocument, index: number, outcome: RunOutcome): SuiteDocument {
  const runs = document.runs.map((run, at) => (at === index ? { ...run, outcome } : run))
  return { ...document, runs }
}

async function decided(
  drill: SuiteDrill,
  run: SuiteRun,
  label: string,
  work: SuiteWork,
): Promise<RunOutcome> {
  const before = run.outcome === undefined ? [] : [...run.outcome.earlier, run.outcome.folder]
  const first = await attempt(drill, run, before, work)
  if (!first.mayDecide || work.signal.aborted) return first.outcome
  work.say(`${label}: ${first.outcome.verdict}: ${first.outcome.why} Once more.`)
  return (await attempt(drill, run, [...before, first.outcome.folder], work)).outcome
}

type Attempt = {
  readonly outcome: RunOutcome
  /** It decided nothing for a reason that may be gone. */
  readonly mayDecide: boolean
}

async function attempt(
  drill: SuiteDrill,
  run: SuiteRun,
  earlier: readonly string[],
  work: SuiteWork,
): Promise<Attempt> {
  const folder = folderOf(run, work.isTaken)
  const startedMs = work.nowMs()
  const whereNow = () => {
    return { folder, earlier: [...earlier], tookS: (work.nowMs() - startedMs) / 1_000 }
  }
  try {
    const summary = await work.run(drill, run, folder)
    const outcome = outcomeOf(run, drill.claim, summary, whereNow())
    return { outcome, mayDecide: wasBusy(summary) }
  } catch (error) {
    return { outcome: outcomeWithout(work.failed(error), whereNow()), mayDecide: true }
  }
}

/** `zone-down-twin-seed1`, and a number behind it when there is one already. */
function folderOf({ drill, isTwin, seed }: SuiteRun, isTaken: SuiteWork['isTaken']): string {
  const name = `${drill}${isTwin ? '-twin' : ''}-seed${seed}`
  for (let number = 2, folder = name; ; number += 1) {
    if (!isTaken(folder)) return folder
    folder = `${name}-${number}`
  }
}

const resultTexts = {
  'as-expected': 'as expected',
  otherwise: 'NOT as expected',
  undecided: 'nothing decided',
} as const

function endText({ verdict, result, resultWhy, tookS }: RunOutcome): string {
  const why = result === 'as-expected' ? '' : `: ${resultWhy}`
  return `${verdict} after ${durationText(tookS)}, ${resultTexts[result]}${why}`
}

/** What is left, by the pace so far: a busy machine takes longer than planned. */
function leftText(
  { runs, drills }: SuiteDocument,
  index: number,
  pace: { readonly tookS: number; readonly plannedS: number },
): string {
  // Of a suite that is gone on with, some behind this one have ended already.
  const left = runs.slice(index + 1).filter((run) => !isDecided(run))
  if (left.length === 0) return 'none left'
  const factor = pace.plannedS === 0 ? 1 : pace.tookS / pace.plannedS
  return `${left.length} left, about ${durationText(wallTimeOf(left, drills) * factor)}`
}
