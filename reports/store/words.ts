import { type DuckDBConnection, type DuckDBType, ENUM } from '@duckdb/node-api'
import { type CodedColumn, unknownText } from '../../ledger/scan.ts'
import { textSql } from './sql.ts'

/**
 * Every text that the ledgers of a run hold, as the type `word` of its tables: a number of one or two
 * bytes for what would be a text of its own in each of millions of rows. Its order is that of texts.
 */
export type Words = {
  readonly codeOf: (text: string) => number
  readonly type: DuckDBType
  /** For so many codes, as wide as a table has them. */
  readonly column: (count: number) => CodedColumn
}

/** Makes the type `word`. A text that is not among these is the unknown one. */
export async function createWords(
  connection: DuckDBConnection,
  texts: Iterable<string>,
): Promise<Words> {
  // By their bytes, as DuckDB compares texts.
  const sorted = [...new Set([...texts, '', unknownText])]
    .map((text) => Buffer.from(text))
    .sort(Buffer.compare)
    .map(String)
  // A lone surrogate is no text in UTF-8, and another one is the same then.
  const words = [...new Set(sorted)]
  await connection.run(`CREATE TYPE word AS ENUM (${words.map(textSql).join(', ')})`)
  const codes = new Map(words.map((text, code) => [text, code]))
  const unknown = codes.get(unknownText) ?? 0
  return {
    codeOf: (text) => codes.get(text) ?? unknown,
    type: ENUM(words),
    column: (count) => {
      if (words.length <= 0xff) return new Uint8Array(count)
      return words.length <= 0xffff ? new Uint16Array(count) : new Uint32Array(count)
    },
  }
}
