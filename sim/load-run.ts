import type { LoadLaunch, LoadProgress, LoadResult } from '../ledger/launch/load.ts'
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

/** Starts a load generator, which has its schedule made and its tokens when this resolves. */
export async function startLoad(
  processes: Processes,
  launch: LoadLaunch,
  onProgress: (progress: LoadProgress) => void,
): Promise<LoadRun> {
  const child = await processes.start({
    name: launch.generator,
    main: 'load/main',
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
