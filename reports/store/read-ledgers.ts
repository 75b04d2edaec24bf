import '../../ledger/disposable-stack.ts'
import { DOUBLE, type DuckDBConnection } from '@duckdb/node-api'
import { LedgerScan } from '../../ledger/scan.ts'
import { ColumnAppender } from './columns.ts'
import { Crowd } from './crowd.ts'
import { createRecordTables, importLedger } from './import-ledger.ts'
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
import { createWords } from './words.ts'

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
  const texts = new Set(otherWords)
  for (const { file, scan } of scans) {
    for (const text of [file.writer, file.instance]) texts.add(text)
    if (!(scan instanceof LedgerScan)) continue
    for (const name of scan.names) texts.add(name)
    for (const [, field] of scan.fields) {
      if (field.type === 'enum') for (const name of field.of) texts.add(name)
    }
  }
  const words = await createWords(connection, texts)
  await createRecordTables(connection)
  const again = new Set<number>()
  // Of each kind of witness: a request is to be in one record of each.
  const crowds: { readonly [Record in RecordName]?: Crowd } = {
    client: new Crowd(again),
    gateway: new Crowd(again),
    backend: new Crowd(again),
  }
  const health: LedgerHealth[] = []
  const gone = new Set(goneLedgersOf(folder, manifest))
  for (const { file, scan } of scans) {
    if (!(scan instanceof LedgerScan)) {
      const isGone = gone.has(file.file)
      const problem = isGone ? goneText(file) : scan.problem
      health.push({ ...file, ...nothing, problem, ...(isGone ? { isGone } : {}) })
      continue
    }
    const { tornBytes } = scan
    const crowd = crowds[file.record]
    const found = await importLedger(connection, file, scan, words, crowd)
    health.push({ ...file, ...found, tornBytes })
  }
  await createCrowd(connection, again)
  return health
}

function goneText(file: LedgerFile): string {
  return `this file is missing: what ${writerTextOf(file)} saw is not known`
}

/** The requests that have more than one record of a kind, as the table `crowd`. */
async function createCrowd(connection: DuckDBConnection, again: ReadonlySet<number>) {
  await connection.run('CREATE TABLE crowd (request_id DOUBLE)')
  using appender = await ColumnAppender.open(connection, 'crowd', [DOUBLE])
  appender.append([Float64Array.from(again)], again.size)
}
