import { join } from 'node:path'
import type { LoadLaunch } from '../ledger/launch/load.ts'
import { type LaunchContext, stateFolderOf } from './launches.ts'
import { logFolderOf } from './run-folder.ts'

type Context = Pick<LaunchContext, 'scenario' | 'folder' | 'revision'>

/** What the load's generator is told when k6 makes it. */
export function k6LaunchOf({ scenario, folder, revision }: Context): Pick<LoadLaunch, 'k6'> {
  const { k6 } = scenario.load
  if (k6 === undefined) return {}
  const { subscriptions } = revision.content
  return {
    k6: {
      ...k6,
      keys: Object.fromEntries(subscriptions.map(({ id, primaryKey }) => [id, primaryKey])),
      // Its environment and script may hold what nobody should find later.
      workFolder: join(stateFolderOf(folder), 'k6'),
      logFolder: logFolderOf(folder),
    },
  }
}
