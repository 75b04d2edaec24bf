import {
  DOUBLE,
  type DuckDBConnection,
  type DuckDBType,
  UINTEGER,
  USMALLINT,
  UTINYINT,
} from '@duckdb/node-api'
import type { FieldType } from '../../ledger/record.ts'
import { recordTypes } from '../../ledger/records.ts'
import {
  type CodedColumn,
  type LedgerBatch,
  type LedgerScan,
  unknownText,
} from '../../ledger/scan.ts'
import { ColumnAppender } from './columns.ts'
import type { Crowd } from './crowd.ts'
import type { LedgerFile, RecordName } from './ledger-files.ts'
import { Superseded } from './superseded.ts'
import type { Words } from './words.ts'

/** The tables that hold the records, `client_records` and so on, with the file's name in each row. */
export async function createRecordTables(connection: DuckDBConnection): Promise<void> {
  for (const record of recordNames) {
    const columns = [
      'writer word',
      'writer_instance word',
      'incarnation UINTEGER',
      'sequence UINTEGER',
      ...fieldsOf(record).map(([name, field]) => `"${snakeCaseOf(name)}" ${sqlTypeOf(field)}`),
    ]
    await connection.run(`CREATE TABLE ${record}_records (${columns.join(', ')})`)
  }
}

/** What was found in a file while it was read. */
export type Found = {
  readonly records: number
  /** Sequence numbers that are missing or out of order. */
  readonly gaps: number
  /** Records that are not what was written, by their checksums or by values that no writer writes. */
  readonly damaged: number
  /** Records that were on the disk once and are gone. */
  readonly missing: number
}

/** Appends one ledger file to its table, column by column. */
export async function importLedger(
  connection: DuckDBConnection,
  file: LedgerFile,
  scan: LedgerScan,
  words: Words,
  crowd: Crowd | undefined,
): Promise<Found> {
  const coder = new Coder(scan, file, words)
  const types = [coder.wordType, coder.wordType, UINTEGER, UINTEGER, ...coder.types]
  using appender = await ColumnAppender.open(connection, `${file.record}_records`, types)
  const superseded = isWrittenTwice(file.record) ? new Superseded(coder.places()) : undefined
  let [records, gaps] = [0, 0]
  const keep = (batch: LedgerBatch, rows?: Uint32Array) => {
    const kept = rows === undefined ? batch : onlyRows(batch, rows)
    if (crowd !== undefined) coder.see(kept, crowd)
    appender.append(coder.coded(kept), kept.count)
  }
  for (const batch of scan.batches()) {
    for (let row = 0; row < batch.count; row += 1) {
      if (batch.sequence[row] !== records + row + 1) gaps += 1
    }
    records += batch.count
    keep(batch, superseded?.endsIn(batch))
  }
  const left = superseded?.left() ?? []
  if (left.length > 0) keep(scan.at(left))
  const { sums, hasNames } = scan
  // Any text of it may be another one.
  const damaged = hasNames ? Math.max(sums.damaged, coder.strange) : records
  return { records, gaps, damaged, missing: sums.missing }
}

const recordNames: readonly RecordName[] = [
  'client',
  'gateway',
  'admission',
  'cache',
  'backend',
  'edge',
]

/** Received and then answered, of which the second record says it all. */
function isWrittenTwice(record: RecordName): boolean {
  return record === 'gateway' || record === 'backend'
}

/** Makes columns of a file into those of its table: codes of its own texts into those of all. */
class Coder {
  readonly wordType: DuckDBType
  readonly types: readonly DuckDBType[]
  strange = 0
  /** Which columns of the file those of the table are. */
  readonly #order: readonly number[]
  readonly #scan: LedgerScan
  readonly #words: Words
  readonly #constants: readonly [writer: number, instance: number, incarnation: number]
  /** Of the fields that are texts: what each of their codes is among all words. */
  readonly #codes: readonly (Uint32Array | undefined)[]

  constructor(scan: LedgerScan, file: LedgerFile, words: Words) {
    const { record, writer, instance, incarnation } = file
    this.#scan = scan
    this.#words = words
    this.wordType = words.type
    const fields = fieldsOf(record)
    this.#order = fields.map(([name]) => placeOf(scan, name))
    this.types = fields.map(([, field]) => (isText(field) ? words.type : typeOf(field)))
    this.#constants = [words.codeOf(writer), words.codeOf(instance), incarnation]
    const ofNames = Uint32Array.from(scan.names, words.codeOf)
    this.#codes = scan.fields.map(([, field]) => {
      if (field.type === 'enum') return Uint32Array.from(field.of, words.codeOf)
      return field.type === 'text' ? ofNames : undefined
    })
  }

  /** Where in a record the fields are that tell requests apart. */
  places() {
    return {
      event: placeOf(this.#scan, 'event'),
      requestId: placeOf(this.#scan, 'requestId'),
      attempt: placeOf(this.#scan, 'attempt'),
      receivedAtUs: placeOf(this.#scan, 'receivedAtUs'),
    }
  }

  see({ columns, count }: LedgerBatch, crowd: Crowd): void {
    const { requestId, attempt } = this.places()
    const ids = columns[requestId]
    const attempts = columns[attempt]
    for (let row = 0; row < count; row += 1) crowd.see(ids?.[row] ?? 0, attempts?.[row] ?? 0)
  }

  coded({ columns, sequence, count }: LedgerBatch): CodedColumn[] {
    const [writer, instance, incarnation] = this.#constants
    return [
      this.#words.column(count).fill(writer),
      this.#words.column(count).fill(instance),
      new Uint32Array(count).fill(incarnation),
      sequence,
      ...this.#order.map((place) => {
        const column = columns[place] ?? new Uint8Array(count)
        const codes = this.#codes[place]
        return codes === undefined ? this.#checked(column) : this.#wordsOf(column, codes)
      }),
    ]
  }

  #wordsOf(column: CodedColumn, codes: Uint32Array): CodedColumn {
    const { length } = codes
    const unknown = this.#words.codeOf(unknownText)
    const words = this.#words.column(column.length)
    for (let row = 0; row < column.length; row += 1) {
      const code = column[row] ?? length
      const word = code < length ? codes[code] : unknown
      if (word === unknown) this.strange += 1
      words[row] = word ?? unknown
    }
    return words
  }

  #checked(column: CodedColumn): CodedColumn {
    if (!(column instanceof Float64Array)) return column
    for (let row = 0; row < column.length; row += 1) {
      if (Number.isFinite(column[row])) continue
      this.strange += 1
      column[row] = 0
    }
    return column
  }
}

function placeOf({ fields }: LedgerScan, wanted: string): number {
  return fields.findIndex(([name]) => name === wanted)
}

function onlyRows({ first, columns, sequence }: LedgerBatch, rows: Uint32Array): LedgerBatch {
  return {
    first,
    count: rows.length,
    sequence: picked(sequence, rows),
    columns: columns.map((column) => picked(column, rows)),
  }
}

/** In place: rows ascend, so that nothing is overwritten that is still to be read. */
function picked<Column extends CodedColumn>(column: Column, rows: Uint32Array): Column {
  for (let row = 0; row < rows.length; row += 1) column[row] = column[rows[row] ?? 0] ?? 0
  return column
}

function fieldsOf(record: RecordName): [string, FieldType][] {
  const fields: Readonly<Record<string, FieldType>> = recordTypes[record].fields
  return Object.entries(fields)
}

function snakeCaseOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

function isText({ type }: FieldType): boolean {
  return type === 'text' || type === 'enum'
}

function typeOf({ type }: FieldType): DuckDBType {
  switch (type) {
    case 'f64':
      return DOUBLE
    case 'u8':
      return UTINYINT
    case 'u16':
      return USMALLINT
    default:
      return UINTEGER
  }
}

function sqlTypeOf(field: FieldType): string {
  return isText(field) ? 'word' : String(typeOf(field))
}
