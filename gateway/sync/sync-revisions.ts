import type { Revision } from '../../ledger/revision.ts'
import { type Clock, unlessAborted, wait } from '../clock.ts'
import type { RevisionSource } from './pull-revision.ts'

export type SyncOptions = {
  readonly source: RevisionSource
  readonly periodMs: number
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly numberNow: () => number
  /** Applies a revision; what it throws is told to `failed` and tried again a period later. */
  readonly apply: (revision: Revision) => void
  readonly failed: (error: unknown) => void
}

/**
 * Asks for newer revisions, one question at a time, until the signal says stop. With the source
 * out of reach nothing changes: the instance serves what it has. Who goes waits for no answer, for a
 * plane that is cut off gives none for long.
 */
export async function syncRevisions(options: SyncOptions): Promise<void> {
  const { source, periodMs, clock, signal, numberNow, apply, failed } = options
  while (!signal.aborted) {
    try {
      const revision = await unlessAborted(source.latestAfter(numberNow()), signal)
      if (revision !== undefined) apply(revision)
    } catch (error) {
      failed(error)
    }
    await wait(clock, periodMs, signal)
  }
}
