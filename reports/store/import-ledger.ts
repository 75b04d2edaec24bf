import {
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  UINTEGER,
  VARCHAR,
} from '@duckdb/node-api'
import type { LedgerColumns } from '../../ledger/reader.ts'
import type { FieldType } from '../../ledger/record.ts'
import { recordTypes } from '../../ledger/records.ts'
import type { LedgerFile, RecordName } from './ledger-files.ts'

// DuckDB's own vector size: a chunk cannot hold more.
const chunkRows = 2_048

/** Columns that the file's name gives to every record of it. */
const nameColumnsOf = ({ writer, instance, incarnation }: LedgerFile) => [
  writer,
  instance,
  incarnation,
]

/** The tables that hold the records as they were written, `client_records` and so on. */
export async function createRecordTables(connection: DuckDBConnection): Promise<void> {
  for (const record of recordNames) {
    const columns = [
      'writer VARCHAR',
      'writer_instance VARCHAR',
      'incarnation UINTEGER',
      'sequence UINTEGER',
      ...fieldsOf(record).map(([name, field]) => `"${snakeCaseOf(name)}" ${sqlTypeOf(field)}`),
    ]
    await connection.run(`CREATE TABLE ${record}_records (${columns.join(', ')})`)
  }
}

/** Appends one ledger file to its table, by data chunks. */
export async function importLedger(
  connection: DuckDBConnection,
  file: LedgerFile,
  ledger: LedgerColumns,
): Promise<void> {
  const names = nameColumnsOf(file)
  const fields = fieldsOf(file.record)
  const types = [VARCHAR, VARCHAR, UINTEGER, UINTEGER, ...fields.map(([, field]) => typeOf(field))]
  const appender = await connection.createAppender(`${file.record}_records`)
  for (let start = 0; start < ledger.count; start += chunkRows) {
    const end = Math.min(start + chunkRows, ledger.count)
    const chunk = DuckDBDataChunk.create(types, end - start)
    for (const [index, value] of names.entries()) {
      chunk.setColumnValues(index, new Array(end - start).fill(value))
    }
    chunk.setColumnValues(names.length, Array.from(ledger.sequence.subarray(start, end)))
    for (const [index, [name]] of fields.entries()) {
      const column = ledger.columns[name]
      const values =
        column === undefined ? [] : Array.from<string | number>(column.slice(start, end))
      chunk.setColumnValues(names.length + 1 + index, values)
    }
    appender.appendDataChunk(chunk)
  }
  appender.closeSync()
}

const recordNames: readonly RecordName[] = [
  'client',
  'gateway',
  'admission',
  'cache',
  'backend',
  'edge',
]

function fieldsOf(record: RecordName): [string, FieldType][] {
  const fields: Readonly<Record<string, FieldType>> = recordTypes[record].fields
  return Object.entries(fields)
}

function snakeCaseOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

function typeOf({ type }: FieldType): DuckDBType {
  if (type === 'text' || type === 'enum') return VARCHAR
  return type === 'f64' ? DOUBLE : UINTEGER
}

function sqlTypeOf(field: FieldType): string {
  return String(typeOf(field))
}
