import { isCrowded } from '../crowded.ts'
import type { Summary } from '../summary.ts'
import { judgeRun } from './judge-suite.ts'
import type { RunOutcome, SuiteDrill, SuiteRun } from './suite-document.ts'

type Where = Pick<RunOutcome, 'folder' | 'earlier' | 'tookS'>

/** What a run that has ended came to, from its summary. */
export function outcomeOf(
  run: Pick<SuiteRun, 'expected'>,
  claim: SuiteDrill['claim'],
  summary: Summary,
  where: Where,
): RunOutcome {
  const { verdict, why } = summary
  const broken = brokenOf(summary)
  return {
    verdict,
    why,
    ...judgeRun(run, { verdict, why, broken }, claim),
    broken,
    ...where,
    report: `${where.folder}/${summary.files.report}`,
    seen: seenOf(summary),
  }
}

/** What a run came to that ended without a report: it decided nothing. */
export function outcomeWithout(why: string, where: Where): RunOutcome {
  const verdict = 'inconclusive'
  return { verdict, why, result: 'undecided', resultWhy: why, broken: [], ...where }
}

/** Whether a run decided nothing because others kept the machine from it: another may decide. */
export function wasBusy({ verdict, harness }: Summary): boolean {
  const { machineUse, latenessP99Ms = 0, latenessP99MaxMs } = harness
  if (verdict !== 'inconclusive') return false
  if (latenessP99Ms > latenessP99MaxMs || machineUse?.explains !== undefined) return true
  return machineUse !== undefined && isCrowded(machineUse)
}

function brokenOf({ objectives, checks }: Summary): string[] {
  return [
    ...objectives.filter(({ verdict }) => verdict === 'fail').map(({ objective }) => objective),
    ...checks.filter(({ verdict }) => verdict === 'broken').map(({ name }) => name),
  ]
}

function seenOf({ served, faults, reconciliation }: Summary): NonNullable<RunOutcome['seen']> {
  const { offered, failed, unknown, notSent } = reconciliation
  const recoveries = faults.flatMap(({ recoveryMs }) =>
    recoveryMs === undefined ? [] : [recoveryMs],
  )
  const times = recoveries.filter((one) => one !== 'infinite')
  const recoveryMs =
    times.length < recoveries.length ? ('infinite' as const) : times.toSorted((a, b) => b - a)[0]
  return {
    ...(served?.all === undefined ? {} : { served: served.all }),
    ...(served?.during === undefined ? {} : { servedDuring: served.during }),
    ...(recoveryMs === undefined ? {} : { recoveryMs }),
    offered,
    lost: failed + unknown + notSent,
  }
}
