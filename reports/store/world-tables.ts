import type { DuckDBConnection } from '@duckdb/node-api'
import type { FaultTimes, PhaseWindow } from '../phases.ts'
import type { EventLedger } from './events.ts'
import type { Manifest } from './manifest.ts'

/** What a run says of itself, beside its ledgers. */
export type World = {
  readonly manifest: Manifest
  readonly eventLedger: EventLedger
  readonly faults: readonly FaultTimes[]
  readonly phases: readonly PhaseWindow[]
}

/** Makes the tables `run`, `instances`, `phases`, `faults` and `events`. */
export async function createWorldTables(connection: DuckDBConnection, world: World): Promise<void> {
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
  await createEvents(connection, eventLedger)
  await useWords(connection)
}

/** Of what is held against millions of rows, so that no text has to be made for each of those. */
const wordColumns = [
  ['instances', 'instance'],
  ['instances', 'region'],
  ['instances', 'zone'],
  ['instances', 'place'],
  ['phases', 'phase'],
  ['faults', 'target'],
  ['events', 'instance'],
] as const

async function createEvents(connection: DuckDBConnection, { events }: EventLedger): Promise<void> {
  await fill(
    connection,
    'events (at_us DOUBLE, kind VARCHAR, source VARCHAR, instance VARCHAR, zone VARCHAR, region VARCHAR, fault VARCHAR, detail VARCHAR)',
    events.map((event) => [
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

async function useWords(connection: DuckDBConnection): Promise<void> {
  for (const [table, column] of wordColumns) {
    await connection.run(`ALTER TABLE ${table} ALTER ${column} TYPE word`)
  }
}

/** Texts of those columns; the ledgers need not have them. */
export function wordsOf({ manifest, eventLedger, faults, phases }: World): string[] {
  return [
    ...manifest.instances.flatMap(({ instance, region, zone, gateway }) => {
      return [instance, region, zone, gateway ?? region]
    }),
    ...phases.map(({ phase }) => phase),
    ...faults.flatMap(({ targets }) => targets),
    ...eventLedger.events.flatMap(({ instance }) => instance ?? []),
  ]
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
