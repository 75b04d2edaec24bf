import { GatedrillError, type Problem } from '../../ledger/errors.ts'
import { summaryIn } from '../read-summary.ts'
import type { Summary } from '../summary.ts'
import type { VerdictName } from '../verdict.ts'
import { type ChangePoint, changePointsOf } from './change-points.ts'

/** What one objective measured over the runs of a scenario, oldest first. */
export type TrendSeries = {
  readonly objective: string
  readonly measure: string
  readonly unit: Summary['objectives'][number]['unit']
  /** One a run that could measure it. */
  readonly values: readonly { readonly run: string; readonly value: number }[]
  readonly changes: readonly ChangePoint[]
}

/** The history of one scenario on one machine. */
export type Trend = {
  readonly scenario: string
  readonly host: string
  readonly runs: readonly {
    readonly folder: string
    readonly startedAt: string
    readonly verdict: VerdictName
  }[]
  readonly series: readonly TrendSeries[]
}

/** A picture needs the last hundred runs, and so does a change point. */
const runsMax = 100

export type Trends = {
  readonly trends: readonly Trend[]
  /** Runs that cannot be read, of another version say. */
  readonly skipped: readonly Problem[]
}

/** Runs of other scenarios, or of other machines, are histories of their own. */
export async function trendsOf(folders: readonly string[]): Promise<Trends> {
  const skipped: Problem[] = []
  const runs: { readonly folder: string; readonly summary: Summary }[] = []
  for (const folder of folders) {
    try {
      runs.push({ folder, summary: await summaryIn(folder) })
    } catch (error) {
      if (!(error instanceof GatedrillError)) throw error
      skipped.push(...error.problems)
    }
  }
  const groups = Map.groupBy(runs, ({ summary }) => `${summary.scenario}\n${hostOf(summary)}`)
  return { trends: [...groups.values()].map(trendOf), skipped }
}

function hostOf({ provenance: { host, versions } }: Summary): string {
  return `${host.cores} cores, ${host.system}, Node ${versions.node ?? ''}`
}

function trendOf(runs: readonly { readonly folder: string; readonly summary: Summary }[]): Trend {
  const startOf = ({ summary }: (typeof runs)[number]) => summary.provenance.startedAt
  const sorted = runs.toSorted((a, b) => startOf(a).localeCompare(startOf(b))).slice(-runsMax)
  const last = sorted.at(-1)?.summary
  return {
    scenario: last?.scenario ?? '',
    host: last === undefined ? '' : hostOf(last),
    runs: sorted.map(({ folder, summary }) => ({
      folder,
      startedAt: summary.provenance.startedAt,
      verdict: summary.verdict,
    })),
    series: (last?.objectives ?? []).map((objective) => seriesOf(objective, sorted)),
  }
}

/** Aborted runs, and those that were no basis for a verdict, measured something else. */
function seriesOf(
  { objective, measure, unit }: Summary['objectives'][number],
  runs: readonly { readonly folder: string; readonly summary: Summary }[],
): TrendSeries {
  const values = runs.flatMap(({ folder, summary }) => {
    const own = summary.objectives.find((other) => other.objective === objective)
    const isSound = summary.verdict === 'pass' || summary.verdict === 'fail'
    if (own?.measured === undefined || own.measured === 'infinite' || !isSound) return []
    return [{ run: folder, value: own.measured }]
  })
  return {
    objective,
    measure,
    unit,
    values,
    changes: changePointsOf(values.map(({ value }) => value)),
  }
}
