import { DatabaseSync } from 'node:sqlite'
import { type ArtifactStore, artifactStoreIn } from './artifact-store.ts'
import { type RevisionStore, revisionStoreIn } from './revision-store.ts'

/** All that a management plane keeps; both parts change together or not at all. */
export type PlaneStore = Disposable & {
  readonly revisions: RevisionStore
  readonly artifacts: ArtifactStore
  /** When this returns, what was done survives a loss of power; when it throws, nothing was done. */
  atomically(change: () => void): void
}

/**
 * One SQLite database. WAL with `synchronous = FULL` syncs the log at every commit, which is what
 * "acknowledged means durable" rests on (sqlite.org, PRAGMA synchronous).
 */
export function openPlaneStore(file: string): PlaneStore {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;')
  const revisions = revisionStoreIn(database)
  const artifacts = artifactStoreIn(database)
  return {
    revisions,
    artifacts,
    atomically(change) {
      database.exec('BEGIN IMMEDIATE')
      try {
        change()
        database.exec('COMMIT')
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK')
        throw error
      } finally {
        // What was read ahead of a commit that failed never was.
        revisions.reread()
        artifacts.reread()
      }
    },
    [Symbol.dispose]: () => database.close(),
  }
}
