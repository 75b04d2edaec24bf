import '../../ledger/disposable-stack.ts'
import { DOUBLE, type DuckDBConnection } from '@duckdb/node-api'
import { LedgerScan } from '../../ledger/scan.ts'
import { ColumnAppender } from './columns.ts'
import { Crowd } from './crowd.ts'
import type { Found } from './decode-ledger.ts'
import { decodeLedgers, type SoundFile } from './decoding.ts'
import { createRecordTables, RecordTable, recordNames } from './import-ledger.ts'
import {
  goneLedgersOf,
  type LedgerFile,
  type LedgerHealth,
  ledgerFilesOf,
  type RecordName,
  scanLedgerFile,
  writerTextOf,
} from './ledger-files.ts'
import type { Manifest } from './manifest.ts'
import { createWords, type Words } from './words.ts'

const nothing = { records: 0, tornBytes: 0, gaps: 0, damaged: 0, missing: 0 }

/** Reads all ledgers of a run into the tables of records, and tells how sound each was found. */
export async function readLedgers(
  connection: DuckDBConnection,
  folder: string,
  manifest: Pick<Manifest, 'ledgers'>,
  otherWords: readonly string[],
): Promise<readonly LedgerHealth[]> {
  using open = new DisposableStack()
  const scans = ledgerFilesOf(folder, manifest.ledgers).map((file) => {
    const scan = scanLedgerFile(folder, file)
    return { file, scan: scan instanceof LedgerScan ? open.use(scan) : scan }
  })
  const sound = scans.flatMap(({ file, scan }) =>
    scan instanceof LedgerScan ? [{ file, scan }] : [],
  )
  const files = scans.map(({ file }) => file)
  const texts = files.flatMap(({ writer, instance }) => [writer, instance])
  const words = await createWords(connection, [...otherWords, ...texts, ...textsIn(sound)])
  await createRecordTables(connection)
  const again = new Set<number>()
  // Of each kind of witness: a request is to be in one record of each.
  const crowds = { client: new Crowd(again), gateway: new Crowd(again), backend: new Crowd(again) }
  const found = await importAll(connection, folder, { sound, words, crowds })
  await createIds(connection, 'crowd', [Float64Array.from(again)])
  await createIds(connection, 'unseen', crowds.client.without(crowds.gateway))
  const gone = new Set(goneLedgersOf(folder, manifest))
  return scans.map(({ file, scan }) => {
    if (!(scan instanceof LedgerScan)) {
      const isGone = gone.has(file.file)
      const problem = isGone ? goneText(file) : scan.problem
      return { ...file, ...nothing, problem, ...(isGone ? { isGone } : {}) }
    }
    return { ...file, ...(found.get(file.file) ?? nothing), tornBytes: scan.tornBytes }
  })
}

function goneText(file: LedgerFile): string {
  return `this file is missing: what ${writerTextOf(file)} saw is not known`
}

function textsIn(sound: readonly SoundFile[]): string[] {
  return sound.flatMap(({ scan }) => [
    ...scan.names,
    ...scan.fields.flatMap(([, field]) => (field.type === 'enum' ? field.of : [])),
  ])
}

type Import = {
  readonly sound: readonly SoundFile[]
  readonly words: Words
  readonly crowds: { readonly [Record in RecordName]?: Crowd }
}

/** Of each file what was found in it, by its name. */
async function importAll(
  connection: DuckDBConnection,
  folder: string,
  { sound, words, crowds }: Import,
): Promise<ReadonlyMap<string, Found>> {
  using open = new DisposableStack()
  const tables = new Map<RecordName, RecordTable>()
  for (const record of recordNames) {
    const table = await RecordTable.open(connection, record, words, crowds[record])
    tables.set(record, open.use(table))
  }
  const found = new Map<string, Found>()
  await decodeLedgers(folder, sound, words, {
    rows: ({ record }, buffer, count) => tables.get(record)?.append(buffer, count),
    end: ({ file }, ofFile) => found.set(file, ofFile),
  })
  return found
}

/**
 * Some requests as a table: `crowd` are those with more than one record of a kind, `unseen` those that
 * no instance wrote down.
 */
async function createIds(
  connection: DuckDBConnection,
  table: 'crowd' | 'unseen',
  pages: Iterable<Float64Array>,
): Promise<void> {
  await connection.run(`CREATE TABLE ${table} (request_id DOUBLE)`)
  using appender = await ColumnAppender.open(connection, table, [DOUBLE])
  for (const ids of pages) appender.append([ids], ids.length)
}
