import type { Revision } from '../ledger/revision.ts'
import { type Clock, wait } from './clock.ts'
import { withoutRevision } from './errors.ts'
import type { RevisionSource } from './sync/pull-revision.ts'
import { keptRevision } from './sync/revision-file.ts'

export type FirstRevisionOptions = {
  readonly given: Revision | undefined
  readonly stateFolder: string | undefined
  readonly source: RevisionSource | undefined
  readonly clock: Clock
}

const askAgainMs = 200
// A management plane that is being started is there by then.
const patienceMs = 30_000

/**
 * What an instance starts with: the revision it was given or kept, whichever is newer, else the
 * management plane's. Throws when there is none for half a minute.
 */
export async function firstRevision(options: FirstRevisionOptions): Promise<Revision> {
  const { given, stateFolder, source, clock } = options
  const kept = stateFolder === undefined ? undefined : keptRevision(stateFolder)
  const own = (given?.number ?? 0) >= (kept?.number ?? 0) ? given : kept
  if (own !== undefined) return own
  const untilUs = clock.nowUs() + patienceMs * 1_000
  while (source !== undefined && clock.nowUs() < untilUs) {
    const pulled = await source.latestAfter(0).catch(() => undefined)
    if (pulled !== undefined) return pulled
    await wait(clock, askAgainMs)
  }
  throw withoutRevision()
}
