import assert from 'node:assert/strict'
import type { LoadLaunch, LoadProgress, LoadResult } from '../ledger/launch/load.ts'
import { LoadTotals, totalResultOf } from './load-totals.ts'
import type { Processes } from './processes/processes.ts'
import { loadProgressSchema, loadResultSchema } from './progress.ts'

export type LoadRun = {
  /** Lets it begin at that instant, microseconds since the epoch. */
  begin(startAtUs: number): Promise<void>
  /** Resolves when every request has its outcome; rejects when the process goes before. */
  readonly done: Promise<LoadResult>
  /** Fires nothing more; `done` follows when what is under way has its outcome. */
  cutShort(): Promise<void>
}

type OnProgress = (progress: LoadProgress) => void

/** Starts the generators of a load, of which there is at least one; they have their schedules made and their tokens when this resolves. */
export async function startLoad(
  processes: Processes,
  launches: readonly LoadLaunch[],
  onProgress: OnProgress,
): Promise<LoadRun> {
  const [alone] = launches
  assert(alone !== undefined, 'a load has a generator')
  if (launches.length === 1) return startGenerator(processes, alone, onProgress)
  const totals = new LoadTotals(launches.length, onProgress)
  const runs = await Promise.all(
    launches.map(async (launch, index) => {
      const run = await startGenerator(processes, launch, (told) => totals.hear(index, told))
      // Whoever waits for all of them hears of a failure.
      run.done.then(
        () => totals.ended(index),
        () => undefined,
      )
      return run
    }),
  )
  const done = Promise.all(runs.map((run) => run.done)).then(totalResultOf)
  done.catch(() => undefined)
  return {
    begin: async (startAtUs) => {
      await Promise.all(runs.map((run) => run.begin(startAtUs)))
    },
    done,
    cutShort: async () => {
      await Promise.all(runs.map((run) => run.cutShort()))
    },
  }
}

async function startGenerator(
  processes: Processes,
  launch: LoadLaunch,
  onProgress: OnProgress,
): Promise<LoadRun> {
  const child = await processes.start({
    name: launch.generator,
    main: launch.k6 === undefined ? 'load/main' : 'load/engines/k6/main',
    launch,
    isVital: true,
    isObserver: true,
    onProgress: (progress) => {
      const parsed = loadProgressSchema.safeParse(progress)
      if (parsed.success) onProgress(parsed.data)
    },
  })
  return {
    begin: async (startAtUs) => {
      await child.command('start', { startAtUs })
    },
    done: child.done.then((result) => loadResultSchema.parse(result)),
    cutShort: async () => {
      await child.command('stop', {})
    },
  }
}
