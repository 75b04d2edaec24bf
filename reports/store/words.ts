import { type DuckDBConnection, type DuckDBType, ENUM } from '@duckdb/node-api'
import { textSql } from './sql.ts'
import { sortedTexts, type WordCodes, wordCodesOf } from './word-codes.ts'

/**
 * Every text that the ledgers of a run hold, as the type `word` of its tables: a number of one or two
 * bytes for what would be a text of its own in each of millions of rows. Its order is that of texts.
 */
export type Words = WordCodes & { readonly type: DuckDBType }

/** Makes the type `word`. A text that is not among these is the unknown one. */
export async function createWords(
  connection: DuckDBConnection,
  texts: Iterable<string>,
): Promise<Words> {
  const words = sortedTexts(texts)
  await connection.run(`CREATE TYPE word AS ENUM (${words.map(textSql).join(', ')})`)
  return { ...wordCodesOf(words), type: ENUM(words) }
}
