import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api'
import type { z } from 'zod'
import { type FaultTimes, faultTimesOf, type PhaseWindow, phaseWindowsOf } from '../phases.ts'
import { numberColumnsOf } from './columns.ts'
import { type EventLedger, readEvents } from './events.ts'
import { createRecordTables, importLedger } from './import-ledger.ts'
import { type LedgerHealth, ledgerFilesOf, readLedgerFile } from './ledger-files.ts'
import { type Manifest, readManifest } from './manifest.ts'
import { relations } from './relations.ts'
import { textSql } from './sql.ts'

/** A run folder, read and joined: what every number of a report is computed from. */
export class RunStore implements AsyncDisposable {
  readonly folder: string
  readonly manifest: Manifest
  readonly eventLedger: EventLedger
  readonly ledgers: readonly LedgerHealth[]
  readonly faults: readonly FaultTimes[]
  readonly phases: readonly PhaseWindow[]
  readonly #connection: DuckDBConnection
  readonly #instance: DuckDBInstance
  /** Queries under way: closing under one of them would crash the process. */
  readonly #underWay = new Set<Promise<unknown>>()

  private constructor(folder: string, opened: Opened) {
    this.folder = folder
    this.manifest = opened.manifest
    this.eventLedger = opened.eventLedger
    this.ledgers = opened.ledgers
    this.faults = opened.faults
    this.phases = opened.phases
    this.#connection = opened.connection
    this.#instance = opened.instance
  }

  /** Imports the ledgers of a run folder. Throws the errors of `readManifest`. */
  static async open(folder: string): Promise<RunStore> {
    const manifest = readManifest(folder)
    const eventLedger = readEvents(folder)
    const faults = faultTimesOf(manifest, eventLedger.events)
    const phases = phaseWindowsOf(manifest, faults)
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    await createRecordTables(connection)
    const ledgers: LedgerHealth[] = []
    for (const file of ledgerFilesOf(folder)) {
      const { columns, health } = readLedgerFile(folder, file)
      ledgers.push(health)
      if (columns !== undefined) await importLedger(connection, file, columns)
    }
    const world = { manifest, eventLedger, faults, phases }
    await createWorldTables(connection, world)
    for (const { name, sql } of relations) {
      await connection.run(`CREATE TABLE ${name} AS ${sql}`)
    }
    return new RunStore(folder, { ...world, ledgers, connection, instance })
  }

  /** The rows of a query; integers come as numbers, NULL as undefined. */
  async rows<Schema extends z.ZodType>(sql: string, schema: Schema): Promise<z.output<Schema>[]> {
    const reader = await this.#connection.runAndReadAll(sql)
    return reader
      .getRowObjects()
      .map((row) =>
        schema.parse(
          Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plainOf(value)])),
        ),
      )
  }

  /** The columns of a query that yields only numbers; NULL is NaN. */
  async numbers(sql: string): Promise<Readonly<Record<string, Float64Array>>> {
    const reader = await this.#run((connection) => connection.runAndReadAll(sql))
    return numberColumnsOf(reader)
  }

  /** The values of the first column of a query that yields only texts. */
  async texts(sql: string): Promise<readonly string[]> {
    const reader = await this.#run((connection) => connection.runAndReadAll(sql))
    return reader.getRows().map(([value]) => String(value))
  }

  /** Keeps a table beside the others; `sql` may read every relation. */
  async createTable(name: string, sql: string): Promise<void> {
    await this.#run((connection) => connection.run(`CREATE OR REPLACE TABLE ${name} AS ${sql}`))
  }

  /** Writes relations to `<run>/parquet/<name>.parquet`; returns the paths relative to the run. */
  async writeParquet(names: readonly string[]): Promise<string[]> {
    mkdirSync(join(this.folder, 'parquet'), { recursive: true })
    for (const name of names) {
      const path = join(this.folder, 'parquet', `${name}.parquet`)
      const copy = `COPY ${name} TO ${textSql(path)} (FORMAT parquet, COMPRESSION zstd)`
      await this.#run((connection) => connection.run(copy))
    }
    return names.map((name) => `parquet/${name}.parquet`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#underWay)
    this.#connection.closeSync()
    this.#instance.closeSync()
  }

  async #run<Result>(query: (connection: DuckDBConnection) => Promise<Result>): Promise<Result> {
    const running = query(this.#connection)
    this.#underWay.add(running)
    try {
      return await running
    } finally {
      this.#underWay.delete(running)
    }
  }
}

type World = {
  readonly manifest: Manifest
  readonly eventLedger: EventLedger
  readonly faults: readonly FaultTimes[]
  readonly phases: readonly PhaseWindow[]
}

type Opened = World & {
  readonly ledgers: readonly LedgerHealth[]
  readonly connection: DuckDBConnection
  readonly instance: DuckDBInstance
}

async function createWorldTables(connection: DuckDBConnection, world: World): Promise<void> {
  const { manifest, eventLedger, faults, phases } = world
  await fill(connection, 'run (run_id VARCHAR, load_start_us DOUBLE, load_end_us DOUBLE)', [
    [manifest.runId, manifest.loadStartUs, manifest.loadEndUs],
  ])
  await fill(
    connection,
    'instances (instance VARCHAR, region VARCHAR, zone VARCHAR, unit DOUBLE, place VARCHAR)',
    manifest.instances.map(({ instance, region, zone, unit, gateway }) => [
      instance,
      region,
      zone,
      unit,
      // Who shares counters and cache: a region, or a gateway beside the managed one.
      gateway ?? region,
    ]),
  )
  await fill(
    connection,
    'phases (phase VARCHAR, from_us DOUBLE, to_us DOUBLE)',
    phases.map(({ phase, fromUs, toUs }) => [phase, fromUs, toUs]),
  )
  await fill(
    connection,
    'faults (fault VARCHAR, kind VARCHAR, target VARCHAR, applying_at_us DOUBLE, proven_at_us DOUBLE, detected_at_us DOUBLE, undoing_at_us DOUBLE, healed_at_us DOUBLE)',
    faults.flatMap((fault) =>
      (fault.targets.length > 0 ? fault.targets : ['']).map((target) => [
        fault.id,
        fault.kind,
        target,
        fault.applyingAtUs ?? null,
        fault.provenAtUs ?? null,
        fault.detectedAtUs ?? null,
        fault.undoingAtUs ?? null,
        fault.healedAtUs ?? null,
      ]),
    ),
  )
  await fill(
    connection,
    'events (at_us DOUBLE, kind VARCHAR, source VARCHAR, instance VARCHAR, zone VARCHAR, region VARCHAR, fault VARCHAR, detail VARCHAR)',
    eventLedger.events.map((event) => [
      event.atUs,
      event.kind,
      event.source,
      event.instance ?? null,
      event.zone ?? null,
      event.region ?? null,
      event.fault ?? null,
      event.detail === undefined ? null : JSON.stringify(event.detail),
    ]),
  )
}

async function fill(
  connection: DuckDBConnection,
  table: string,
  rows: readonly (readonly (string | number | null)[])[],
): Promise<void> {
  await connection.run(`CREATE TABLE ${table}`)
  const appender = await connection.createAppender(table.slice(0, table.indexOf(' ')))
  for (const row of rows) {
    for (const value of row) {
      if (value === null) appender.appendNull()
      else if (typeof value === 'string') appender.appendVarchar(value)
      else appender.appendDouble(value)
    }
    appender.endRow()
  }
  appender.closeSync()
}

function plainOf(value: DuckDBValue): unknown {
  if (value === null) return undefined
  return typeof value === 'bigint' ? Number(value) : value
}
