import type { DatabaseSync } from 'node:sqlite'
import { type RevisionContent, revisionOf } from '../../ledger/revision.ts'

/** A revision as it is served: its JSON is made once and not for every instance that asks. */
export type StoredRevision = {
  readonly number: number
  readonly checksum: string
  readonly publishedAtUs: number
  /** Of the whole `Revision`. */
  readonly json: string
}

export type RevisionStore = {
  /** Undefined only in a store that was never published to. */
  latest(): StoredRevision | undefined
  byNumber(number: number): StoredRevision | undefined
  /** Gives `content` the next number, or the next above `least`. */
  publish(content: RevisionContent, atUs: number, least?: number): StoredRevision
  /** Forgets what it holds in memory. */
  reread(): void
}

/** Older ones nobody asks for, and each may be megabytes. */
const keptMax = 100

export function revisionStoreIn(database: DatabaseSync): RevisionStore {
  database.exec(schema)
  const insert = database.prepare('INSERT INTO revisions VALUES (?, ?, ?, ?)')
  const forget = database.prepare('DELETE FROM revisions WHERE number <= ?')
  const columns = 'number, checksum, published_at_us, json'
  const select = database.prepare(`SELECT ${columns} FROM revisions WHERE number = ?`)
  const highest = database.prepare('SELECT coalesce(max(number), 0) AS number FROM revisions')
  const byNumber = (number: number) => storedOf(select.get(number))
  const newest = () => byNumber(Number(highest.get()?.number ?? 0))
  let latest = newest()
  return {
    latest: () => latest,
    byNumber,
    publish(content, atUs, least = 0) {
      const revision = revisionOf(Math.max(latest?.number ?? 0, least) + 1, content)
      const { number, checksum } = revision
      const json = JSON.stringify(revision)
      insert.run(number, checksum, atUs, json)
      forget.run(number - keptMax)
      latest = { number, checksum, publishedAtUs: atUs, json }
      return latest
    },
    reread() {
      latest = newest()
    },
  }
}

const schema = `
  CREATE TABLE IF NOT EXISTS revisions (
    number INTEGER PRIMARY KEY,
    checksum TEXT NOT NULL,
    published_at_us REAL NOT NULL,
    json TEXT NOT NULL
  ) STRICT;
`

function storedOf(row: Record<string, unknown> | undefined): StoredRevision | undefined {
  if (row === undefined) return undefined
  return {
    number: Number(row.number),
    checksum: String(row.checksum),
    publishedAtUs: Number(row.published_at_us),
    json: String(row.json),
  }
}
