import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { DuckDBValue } from '@duckdb/node-api'
import type { z } from 'zod'
import type { CodedColumn } from '../../ledger/scan.ts'
import { type FaultTimes, faultTimesOf, type PhaseWindow, phaseWindowsOf } from '../phases.ts'
import { codedColumnsOf, numberColumnsOf } from './columns.ts'
import { Connections } from './connections.ts'
import { type Database, openDatabase } from './database.ts'
import { type EventLedger, readEvents } from './events.ts'
import { joinWitnesses } from './join-witnesses.ts'
import type { LedgerHealth } from './ledger-files.ts'
import { type Manifest, readManifest } from './manifest.ts'
import { readLedgers } from './read-ledgers.ts'
import { textSql } from './sql.ts'
import { createWorldTables, type World, wordsOf } from './world-tables.ts'

/** A run folder, read and joined: what every number of a report is computed from. */
export class RunStore implements AsyncDisposable {
  readonly folder: string
  readonly manifest: Manifest
  readonly eventLedger: EventLedger
  readonly ledgers: readonly LedgerHealth[]
  readonly faults: readonly FaultTimes[]
  readonly phases: readonly PhaseWindow[]
  readonly #database: Database
  readonly #connections: Connections

  private constructor(folder: string, opened: Opened) {
    this.folder = folder
    this.manifest = opened.manifest
    this.eventLedger = opened.eventLedger
    this.ledgers = opened.ledgers
    this.faults = opened.faults
    this.phases = opened.phases
    this.#database = opened.database
    this.#connections = new Connections(opened.database.connections)
  }

  /** Imports the ledgers of a run folder. Throws the errors of `readManifest`. */
  static async open(folder: string): Promise<RunStore> {
    const manifest = readManifest(folder)
    const eventLedger = readEvents(folder)
    const faults = faultTimesOf(manifest, eventLedger.events)
    const phases = phaseWindowsOf(manifest, faults)
    const database = await openDatabase(folder)
    const { connection } = database
    const world = { manifest, eventLedger, faults, phases }
    const ledgers = await readLedgers(connection, folder, manifest, wordsOf(world))
    await createWorldTables(connection, world)
    await joinWitnesses(connection, phases)
    return new RunStore(folder, { ...world, ledgers, database })
  }

  /** The rows of a query; integers come as numbers, NULL as undefined. */
  async rows<Schema extends z.ZodType>(sql: string, schema: Schema): Promise<z.output<Schema>[]> {
    const reader = await this.#connections.use((connection) => connection.runAndReadAll(sql))
    return reader
      .getRowObjects()
      .map((row) =>
        schema.parse(
          Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plainOf(value)])),
        ),
      )
  }

  /** The columns of a query that yields only numbers, in doubles; NULL is NaN. */
  async numbers(sql: string): Promise<Readonly<Record<string, Float64Array>>> {
    return this.#connections.use(async (connection) =>
      numberColumnsOf(await connection.stream(sql)),
    )
  }

  /** The same, as they are kept; NULL is 0, or NaN of a double. */
  async codes(sql: string): Promise<Readonly<Record<string, CodedColumn>>> {
    return this.#connections.use(async (connection) => codedColumnsOf(await connection.stream(sql)))
  }

  /** The values of the first column of a query that yields only texts. */
  async texts(sql: string): Promise<readonly string[]> {
    const reader = await this.#connections.use((connection) => connection.runAndReadAll(sql))
    return reader.getRows().map(([value]) => String(value))
  }

  /** Keeps a table beside the others; `sql` may read every relation. */
  async createTable(name: string, sql: string): Promise<void> {
    await this.#connections.use((connection) =>
      connection.run(`CREATE OR REPLACE TABLE ${name} AS ${sql}`),
    )
  }

  /** Writes relations to `<run>/parquet/<name>.parquet`; returns the paths relative to the run. */
  async writeParquet(names: readonly string[]): Promise<string[]> {
    mkdirSync(join(this.folder, 'parquet'), { recursive: true })
    const copies = names.map((name) => {
      const path = textSql(join(this.folder, 'parquet', `${name}.parquet`))
      return `COPY ${name} TO ${path} (${parquetOptions})`
    })
    // All at once, so that none has to wait until this thread has time to ask for it.
    await this.#connections.use((connection) => connection.run(copies.join('; ')))
    return names.map((name) => `parquet/${name}.parquet`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connections.close()
    this.#database[Symbol.dispose]()
  }
}

/**
 * Higher levels take more time for files of the same size, and so does it to look for dictionaries
 * among numbers that are never the same twice.
 */
const parquetOptions =
  'FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 4000'

type Opened = World & {
  readonly ledgers: readonly LedgerHealth[]
  readonly database: Database
}

function plainOf(value: DuckDBValue): unknown {
  if (value === null) return undefined
  return typeof value === 'bigint' ? Number(value) : value
}
