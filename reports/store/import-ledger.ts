import {
  DOUBLE,
  type DuckDBConnection,
  type DuckDBType,
  UINTEGER,
  USMALLINT,
  UTINYINT,
} from '@duckdb/node-api'
import type { FieldType } from '../../ledger/record.ts'
import { ColumnAppender } from './columns.ts'
import type { Crowd } from './crowd.ts'
import {
  columnKindsOf,
  columnsIn,
  fieldsOf,
  isText,
  isWord,
  ownColumnsOf,
} from './decode-ledger.ts'
import type { RecordName } from './ledger-files.ts'
import type { Words } from './words.ts'

export const recordNames: readonly RecordName[] = [
  'client',
  'gateway',
  'admission',
  'cache',
  'backend',
  'edge',
]

/** The tables that hold the records, `client_records` and so on, with who wrote each row. */
export async function createRecordTables(connection: DuckDBConnection): Promise<void> {
  for (const record of recordNames) {
    const columns = [
      ...ownColumnsOf(record).map((name) => `${name} ${isWord(name) ? 'word' : 'UINTEGER'}`),
      ...fieldsOf(record).map(([name, field]) => `"${snakeCaseOf(name)}" ${sqlTypeOf(field)}`),
    ]
    await connection.run(`CREATE TABLE ${record}_records (${columns.join(', ')})`)
  }
}

/** Appends the decoded rows of one kind of record to its table. */
export class RecordTable implements Disposable {
  readonly #appender: ColumnAppender
  readonly #kinds
  readonly #crowd: Crowd | undefined
  readonly #requestId: number
  readonly #attempt: number

  private constructor(
    appender: ColumnAppender,
    record: RecordName,
    words: Words,
    crowd: Crowd | undefined,
  ) {
    this.#appender = appender
    this.#kinds = columnKindsOf(record, words)
    this.#crowd = crowd
    const placeOf = (wanted: string) =>
      ownColumnsOf(record).length + fieldsOf(record).findIndex(([name]) => name === wanted)
    this.#requestId = placeOf('requestId')
    this.#attempt = placeOf('attempt')
  }

  /** `crowd` is told which requests are in the records; undefined: they are no witness of requests. */
  static async open(
    connection: DuckDBConnection,
    record: RecordName,
    words: Words,
    crowd: Crowd | undefined,
  ): Promise<RecordTable> {
    const fields = fieldsOf(record).map(([, field]) => (isText(field) ? words.type : typeOf(field)))
    const own = ownColumnsOf(record).map((name) => (isWord(name) ? words.type : UINTEGER))
    const appender = await ColumnAppender.open(connection, `${record}_records`, [...own, ...fields])
    return new RecordTable(appender, record, words, crowd)
  }

  append(buffer: ArrayBuffer, count: number): void {
    const columns = columnsIn(buffer, this.#kinds)
    if (this.#crowd !== undefined) {
      const [ids, attempts] = [columns[this.#requestId], columns[this.#attempt]]
      for (let row = 0; row < count; row += 1) {
        this.#crowd.see(ids?.[row] ?? 0, attempts?.[row] ?? 0)
      }
    }
    this.#appender.append(columns, count)
  }

  [Symbol.dispose](): void {
    this.#appender[Symbol.dispose]()
  }
}

function snakeCaseOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
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
