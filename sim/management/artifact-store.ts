import type { DatabaseSync } from 'node:sqlite'

/** Changed texts by path; undefined for one that goes. */
export type ArtifactChanges = ReadonlyMap<string, string | undefined>

export type StoredArtifact = {
  readonly text: string
  /** Counts the changes of the whole store; what a resource's ETag is made from. */
  readonly version: number
}

/**
 * The configuration as the files of an artifact folder, and beside it, below `.secrets/`, what no
 * such folder holds.
 */
export type ArtifactStore = {
  /** False until the first texts are put. */
  readonly isFilled: boolean
  all(): ReadonlyMap<string, StoredArtifact>
  /** To be called in a transaction. */
  apply(changes: ArtifactChanges): void
  /** All of them go, before others are put. */
  clear(): void
  /** Forgets what it holds in memory. */
  reread(): void
}

export function artifactStoreIn(database: DatabaseSync): ArtifactStore {
  database.exec(schema)
  const everything = database.prepare('SELECT path, text, version FROM artifacts ORDER BY path')
  const put = database.prepare(
    `INSERT INTO artifacts VALUES (?, ?, ?)
      ON CONFLICT (path) DO UPDATE SET text = excluded.text, version = excluded.version`,
  )
  const remove = database.prepare('DELETE FROM artifacts WHERE path = ?')
  const next = database.prepare('INSERT INTO versions DEFAULT VALUES')
  let held: ReadonlyMap<string, StoredArtifact> | undefined
  const all = () => {
    held ??= new Map(
      everything
        .all()
        .map(({ path, text, version }) => [
          String(path),
          { text: String(text), version: Number(version) },
        ]),
    )
    return held
  }
  return {
    all,
    get isFilled() {
      return all().size > 0
    },
    apply(changes) {
      const version = Number(next.run().lastInsertRowid)
      for (const [path, text] of changes) {
        if (text === undefined) remove.run(path)
        else put.run(path, text, version)
      }
    },
    clear: () => database.exec('DELETE FROM artifacts'),
    reread() {
      held = undefined
    },
  }
}

const schema = `
  CREATE TABLE IF NOT EXISTS artifacts (
    path TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    version INTEGER NOT NULL
  ) STRICT;
  -- Never gives a number twice: what comes back after a deletion must not have its old ETag.
  CREATE TABLE IF NOT EXISTS versions (version INTEGER PRIMARY KEY AUTOINCREMENT) STRICT;
`
