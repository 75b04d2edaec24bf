import { reportRun } from '../../reports/report.ts'
import type { Scenario } from '../../scenarios/schema.ts'
import { playGameDay } from '../../sim/game-day/game-day.ts'
import type { GameDayState } from '../../sim/game-day/state-file.ts'
import { openRun } from '../../sim/open-run.ts'
import { commandLineOf } from '../command-line.ts'
import { gameDayLines } from '../game-day-lines.ts'
import { abortOnInterrupt } from '../interrupt.ts'
import {
  newRunFolder,
  type Prepared,
  placed,
  prepareDrill,
  type ScenarioOptions,
} from '../prepare-drill.ts'
import { printSummary } from '../print-summary.ts'
import { sweep } from '../sweep.ts'

/** Options of the command. */
export type UpOptions = ScenarioOptions & {
  readonly out: string
  /** Seconds, or true for as long as the world is up; absent: none. */
  readonly load?: number | true
  readonly quiet?: true
}

/** The arrivals of a load are computed before it begins: it has to end somewhere. */
const loadLongestS = 7_200
const arrivalsMax = 10_000_000

/** Holds a world up until "gatedrill down" or Ctrl-C, then reports what happened in it. */
export async function up(name: string, options: UpOptions): Promise<void> {
  const prepared = await prepareDrill(name, options)
  const folder = await holdUp(prepared, commandOf(name, options), options)
  const summary = await reportRun(folder)
  printSummary(summary, folder)
  process.exitCode = summary.exitCode
}

/** Gives the run folder. */
async function holdUp(
  { loaded, configuration }: Prepared,
  command: string,
  { seed, out, load, quiet }: UpOptions,
): Promise<string> {
  const scenario = unplanned(loaded.scenario, load)
  sweep(out)
  const folder = newRunFolder(out, scenario.name)
  const lines = gameDayLines((line) => {
    if (quiet !== true) process.stderr.write(`${line}\n`)
  })
  using interrupt = abortOnInterrupt()
  await placed(loaded, async () => {
    const parts = await openRun({
      scenario,
      ...configuration,
      vaultFile: loaded.vaultFile,
      contentSource: loaded.configFolder,
      seed,
      folder,
      command,
      isWithoutLoad: load === undefined,
      onProgress: lines.show,
      signal: interrupt.signal,
    })
    lines.starting(scenario.name)
    return playGameDay(parts, { hasLoad: load !== undefined, onUp: tellUp })
  })
  return folder
}

/** Nothing happens by itself in a game day; its load lasts as long as it is wanted. */
function unplanned(scenario: Scenario, load: number | true | undefined): Scenario {
  const { ratePerS, warmUpS } = scenario.load
  const longestS = Math.min(loadLongestS, Math.max(1, arrivalsMax / ratePerS - warmUpS))
  const durationS = typeof load === 'number' ? load : longestS
  return { ...scenario, faults: [], load: { ...scenario.load, durationS } }
}

function commandOf(name: string, options: UpOptions): string {
  const { load } = options
  const words = load === undefined ? '' : load === true ? ' --load' : ` --load ${load}s`
  return `${commandLineOf(name, options, 'up')}${words}`
}

function tellUp({ scenario, folder }: GameDayState): void {
  process.stdout.write(
    `${scenario} is up, in ${folder}. From another terminal:\n` +
      '  gatedrill inject <kind> --for 14s    harm it ("gatedrill faults" lists the kinds)\n' +
      '  gatedrill status                     where it stands\n' +
      '  gatedrill heal --all                 undo every fault\n' +
      '  gatedrill down                       end it and report, as Ctrl-C here does\n',
  )
}
