import { DatabaseSync } from 'node:sqlite'
import { type RevisionContent, revisionOf } from '../../ledger/revision.ts'

/** A revision as it is served: its JSON is made once and not for every instance that asks. */
export type StoredRevision = {
  readonly number: number
  readonly checksum: string
  /** Of the whole `Revision`. */
  readonly json: string
}

export type RevisionStore = Disposable & {
  /** Undefined only in a store that was never published to. */
  latest(): StoredRevision | undefined
  byNumber(number: number): StoredRevision | undefined
  /** Gives `content` the next number; when this returns, the revision survives a loss of power. */
  publish(content: RevisionContent, atUs: number): StoredRevision
}

/**
 * Revisions in SQLite. WAL with `synchronous = FULL` syncs the log at every commit, which is what
 * "acknowledged means durable" rests on (sqlite.org, PRAGMA synchronous).
 */
export function openRevisionStore(file: string): RevisionStore {
  const database = new DatabaseSync(file)
  database.exec(schema)
  const insert = database.prepare('INSERT INTO revisions VALUES (?, ?, ?, ?)')
  const select = database.prepare('SELECT number, checksum, json FROM revisions WHERE number = ?')
  const highest = database.prepare('SELECT coalesce(max(number), 0) AS number FROM revisions')
  const byNumber = (number: number) => storedOf(select.get(number))
  let latest = byNumber(Number(highest.get()?.number ?? 0))
  return {
    latest: () => latest,
    byNumber,
    publish(content, atUs) {
      const revision = revisionOf((latest?.number ?? 0) + 1, content)
      const { number, checksum } = revision
      const json = JSON.stringify(revision)
      insert.run(number, checksum, atUs, json)
      latest = { number, checksum, json }
      return latest
    },
    [Symbol.dispose]: () => database.close(),
  }
}

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS revisions (
    number INTEGER PRIMARY KEY,
    checksum TEXT NOT NULL,
    published_at_us REAL NOT NULL,
    json TEXT NOT NULL
  ) STRICT;
`

function storedOf(row: Record<string, unknown> | undefined): StoredRevision | undefined {
  if (row === undefined) return undefined
  return { number: Number(row.number), checksum: String(row.checksum), json: String(row.json) }
}
