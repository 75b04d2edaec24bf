import type { RunManifest } from '../ledger/run.ts'
import { playDrill } from './drill.ts'
import { openRun, type RunOptions } from './open-run.ts'

export type DrillOptions = Omit<RunOptions, 'isWithoutLoad'>

/**
 * Runs one drill from a resolved scenario to a run folder that a report can be made from, and
 * returns its manifest. A GatedrillError says what is wrong with the scenario (nothing was
 * started) or what made the run fail (everything was stopped, the folder is as far as it got).
 */
export async function runDrill(options: DrillOptions): Promise<RunManifest> {
  return playDrill(await openRun(options))
}
