import { reportRun } from '../../reports/report.ts'
import { outlineOf } from '../../sim/outline.ts'
import { runDrill } from '../../sim/run.ts'
import { commandLineOf } from '../command-line.ts'
import { abortOnInterrupt } from '../interrupt.ts'
import {
  newRunFolder,
  type Prepared,
  placed,
  prepareDrill,
  type ScenarioOptions,
} from '../prepare-drill.ts'
import { printOutline } from '../print-outline.ts'
import { printSummary } from '../print-summary.ts'
import { progressTo } from '../progress.ts'
import { sweep } from '../sweep.ts'

/** Options of the command. */
export type RunOptions = ScenarioOptions & {
  readonly out: string
  readonly quiet?: true
  readonly dryRun?: true
  readonly json?: true
}

/** Runs a drill, judges it, prints the verdict and sets the exit code; a dry run says what would be. */
export async function run(name: string, options: RunOptions): Promise<void> {
  const prepared = await prepareDrill(name, options)
  const command = commandLineOf(name, options)
  if (options.dryRun === true) {
    const { scenario } = prepared.loaded
    const { content, failing } = prepared.configuration
    const outline = await placed(prepared.loaded, () =>
      outlineOf(scenario, content, failing, options.seed),
    )
    printOutline(outline, command, options.json === true)
    return
  }
  const folder = await runPrepared(prepared, command, options)
  const summary = await reportRun(folder)
  if (options.json === true) process.stdout.write(`${JSON.stringify(summary, undefined, 2)}\n`)
  else printSummary(summary, folder)
  process.exitCode = summary.exitCode
}

/** Gives the run folder. */
async function runPrepared(
  { loaded, configuration }: Prepared,
  command: string,
  { seed, out, quiet }: RunOptions,
): Promise<string> {
  const { scenario, configFolder } = loaded
  sweep(out)
  const folder = newRunFolder(out, scenario.name)
  using progress = progressTo(scenario, { seed, isQuiet: quiet === true })
  using interrupt = abortOnInterrupt()
  await placed(loaded, () =>
    runDrill({
      scenario,
      ...configuration,
      vaultFile: loaded.vaultFile,
      contentSource: configFolder,
      seed,
      folder,
      command,
      onProgress: (now) => progress.show(now),
      signal: interrupt.signal,
    }),
  )
  return folder
}
