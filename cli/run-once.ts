import { checkK6 } from '../load/engines/k6/check.ts'
import { type Baseline, writeBaseline } from '../reports/baseline/baseline-document.ts'
import { reportRun } from '../reports/report.ts'
import type { Summary } from '../reports/summary.ts'
import { runDrill } from '../sim/run.ts'
import { type Prepared, placed } from './prepare-drill.ts'
import { progressTo } from './progress.ts'

export type Once = {
  readonly seed: number
  /** Where the run folder is made. */
  readonly folder: string
  /** What would do the same again. */
  readonly command: string
  readonly isQuiet: boolean
  readonly signal: AbortSignal
  /** What it is held against; absent: nothing. */
  readonly baseline?: Baseline | undefined
}

/** Runs one drill and judges it, with its progress on the terminal. */
export async function runOnce({ loaded, configuration }: Prepared, once: Once): Promise<Summary> {
  const { scenario, configFolder } = loaded
  const { seed, folder, command, isQuiet, signal, baseline } = once
  if (scenario.load.k6 !== undefined) await checkK6(scenario.load.k6, process.env)
  {
    using progress = progressTo(scenario, { seed, isQuiet })
    await placed(loaded, () =>
      runDrill({
        scenario,
        ...configuration,
        contentSource: configFolder,
        seed,
        folder,
        command,
        onProgress: (now) => progress.show(now),
        signal,
      }),
    )
  }
  if (baseline !== undefined) writeBaseline(folder, baseline)
  return reportRun(folder)
}
