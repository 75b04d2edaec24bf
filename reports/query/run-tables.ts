import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api'
import type { z } from 'zod'
import { reportError } from '../errors.ts'
import { summaryIn } from '../read-summary.ts'
import { reportRun } from '../report.ts'
import { numberColumnsOf } from '../store/columns.ts'
import { keptRelations } from '../store/kept.ts'
import { goneLedgersOf, ledgerFileOf, writerTextOf } from '../store/ledger-files.ts'
import { type Manifest, readManifest } from '../store/manifest.ts'
import { textSql } from '../store/sql.ts'

/** A cell of an answer; instants and counts are numbers, what has no plain form is its text. */
export type Cell = string | number | boolean | null

export type Answer = {
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly rows: readonly (readonly Cell[])[]
  /** True when there are more rows than were asked for. */
  readonly isCut: boolean
}

/** The kept relations of a run, as views over its Parquet files; nothing else can be read or written. */
export class RunTables implements AsyncDisposable {
  readonly #instance: DuckDBInstance
  readonly #connection: DuckDBConnection
  /** What of the run its tables do not tell, a sentence for each ledger that is gone. */
  readonly warnings: readonly string[]

  private constructor(
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    warnings: readonly string[],
  ) {
    this.#instance = instance
    this.#connection = connection
    this.warnings = warnings
  }

  /**
   * Opens a run folder; where its tables are not there yet, its report is made first. Throws the
   * errors of `readManifest`.
   */
  static async open(folder: string): Promise<RunTables> {
    const manifest = readManifest(folder)
    const fileOf = (name: string) => resolve(folder, 'parquet', `${name}.parquet`)
    if (!keptRelations.every(({ name }) => existsSync(fileOf(name)))) await reportRun(folder)
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    for (const { name } of keptRelations) {
      await connection.run(`CREATE VIEW ${name} AS FROM read_parquet(${textSql(fileOf(name))})`)
    }
    // A query may come from anywhere: it sees the files of this run, and writes none.
    await connection.run(
      `SET allowed_paths = [${keptRelations.map(({ name }) => textSql(fileOf(name))).join(', ')}]`,
    )
    await connection.run('SET enable_external_access = false')
    await connection.run('SET lock_configuration = true')
    return new RunTables(instance, connection, await warningsOf(folder, manifest))
  }

  /** The answer to a query, at most `maxRows` of its rows. Throws RUN_QUERY_WRONG. */
  async answer(sql: string, maxRows: number): Promise<Answer> {
    try {
      const reader = await this.#connection.streamAndReadUntil(sql, maxRows + 1)
      const rows = reader.getRows()
      const names = reader.columnNames()
      const types = reader.columnTypes()
      return {
        columns: names.map((name, index) => ({ name, type: String(types[index]) })),
        rows: rows.slice(0, maxRows).map((row) => row.map(cellOf)),
        isCut: rows.length > maxRows,
      }
    } catch (error) {
      throw queryError(sql, error)
    }
  }

  /** The rows of a query of our own, as the schema reads them; NULL is undefined. */
  async rows<Schema extends z.ZodType>(sql: string, schema: Schema): Promise<z.output<Schema>[]> {
    const { columns, rows } = await this.answer(sql, Number.MAX_SAFE_INTEGER - 1)
    return rows.map((row) =>
      schema.parse(
        Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? undefined])),
      ),
    )
  }

  /** The columns of a query of our own that yields only numbers; NULL is NaN. */
  async numbers(sql: string): Promise<Readonly<Record<string, Float64Array>>> {
    return numberColumnsOf(await this.#connection.stream(sql))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#connection.closeSync()
    this.#instance.closeSync()
  }
}

/** Tables that were made while a ledger was still there know what stood in it. */
async function warningsOf(folder: string, manifest: Manifest): Promise<readonly string[]> {
  const gone = goneLedgersOf(folder, manifest)
  if (gone.length === 0) return []
  const { ledgers } = await summaryIn(folder)
  return gone.flatMap((name) => {
    const file = ledgerFileOf(name)
    if (file === undefined) return []
    const isKnown = ledgers.some((one) => one.file === name && one.problem === undefined)
    const left = isKnown
      ? 'the tables were made before it went'
      : `what ${writerTextOf(file)} saw is missing here`
    return [`ledgers/${name} is gone, which the run had at its end: ${left}`]
  })
}

/** The names of the columns of every kept relation, with their types. */
export async function columnsOf(
  tables: RunTables,
): Promise<readonly { readonly name: string; readonly about: string; readonly columns: string }[]> {
  return Promise.all(
    keptRelations.map(async ({ name, about }) => {
      const { columns } = await tables.answer(`FROM ${name} LIMIT 0`, 1)
      const texts = columns.map((column) => `${column.name} ${column.type}`)
      return { name, about, columns: texts.join(', ') }
    }),
  )
}

function cellOf(value: DuckDBValue): Cell {
  if (value === null) return null
  switch (typeof value) {
    case 'bigint':
      return Number(value)
    case 'number':
    case 'string':
    case 'boolean':
      return value
    default:
      return String(value)
  }
}

function queryError(sql: string, error: unknown) {
  const message = error instanceof Error ? error.message : String(error)
  const [first = '', ...more] = message.split('\n').filter((line) => line.trim() !== '')
  const hint = more.find((line) => /did you mean|candidate/i.test(line))
  return reportError({
    code: 'RUN_QUERY_WRONG',
    where: sql.length > 200 ? `${sql.slice(0, 200)} ...` : sql,
    what: first,
    why: hint?.trim() ?? 'the query is read by DuckDB, over the relations of the run alone',
    fix: 'gatedrill query <run> without a query lists the relations and their columns',
  })
}
