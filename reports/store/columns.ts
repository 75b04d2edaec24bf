import {
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBResult,
  type DuckDBType,
  DuckDBTypeId,
} from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'
import type { CodedColumn } from '../../ledger/scan.ts'

/** The most rows that a chunk holds: DuckDB's own vector size. */
const chunkRows = 2_048

/** Columns of equal length are appended as they lie in memory, no value on its own. */
export class ColumnAppender implements Disposable {
  readonly #appender
  readonly #chunk: DuckDBDataChunk

  private constructor(
    appender: Awaited<ReturnType<DuckDBConnection['createAppender']>>,
    types: readonly DuckDBType[],
  ) {
    this.#appender = appender
    this.#chunk = DuckDBDataChunk.create([...types], chunkRows)
  }

  static async open(connection: DuckDBConnection, table: string, types: readonly DuckDBType[]) {
    return new ColumnAppender(await connection.createAppender(table), types)
  }

  /** The arrays are of the widths of the table's types. */
  append(columns: readonly CodedColumn[], count: number): void {
    for (let start = 0; start < count; start += chunkRows) {
      const rows = Math.min(chunkRows, count - start)
      this.#chunk.reset()
      this.#chunk.rowCount = rows
      for (const [index, column] of columns.entries()) {
        const vector = duckdb.data_chunk_get_vector(this.#chunk.chunk, index)
        const { BYTES_PER_ELEMENT: width, buffer, byteOffset } = column
        if (!(buffer instanceof ArrayBuffer)) throw new TypeError('columns are not shared')
        duckdb.copy_data_to_vector(vector, 0, buffer, byteOffset + start * width, rows * width)
      }
      this.#appender.appendDataChunk(this.#chunk)
    }
  }

  [Symbol.dispose](): void {
    this.#appender.closeSync()
  }
}

type Columns<Column> = Readonly<Record<string, Column>>

/** The columns of an answer that has only numbers, in doubles; NULL is NaN. */
export function numberColumnsOf(result: DuckDBResult): Promise<Columns<Float64Array>> {
  return columnsOf(result, numbersIn, (length) => new Float64Array(length))
}

/** The columns of an answer as they are kept, of unsigned numbers and doubles; NULL is 0 or NaN. */
export function codedColumnsOf(result: DuckDBResult): Promise<Columns<CodedColumn>> {
  return columnsOf(result, codesIn, (length, [first]) => {
    return first === undefined ? new Float64Array(length) : emptyLike(first, length)
  })
}

async function columnsOf<Column extends CodedColumn>(
  result: DuckDBResult,
  partOf: (chunk: DuckDBDataChunk, index: number) => Column,
  wholeFor: (length: number, parts: readonly Column[]) => Column,
): Promise<Columns<Column>> {
  const names = result.columnNames()
  const parts: Column[][] = names.map(() => [])
  for (;;) {
    const chunk = await result.fetchChunk()
    if (chunk === null || chunk.rowCount === 0) break
    for (const [index, part] of parts.entries()) part.push(partOf(chunk, index))
  }
  return Object.fromEntries(
    names.map((name, index) => {
      // One after the other, so that no two of them are there twice.
      const ofColumn = parts.splice(index, 1, [])[0] ?? []
      const rows = ofColumn.reduce((sum, { length }) => sum + length, 0)
      return [name, joined(ofColumn, wholeFor(rows, ofColumn))]
    }),
  )
}

function joined<Column extends CodedColumn>(parts: readonly Column[], whole: Column): Column {
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function numbersIn(chunk: DuckDBDataChunk, index: number): Float64Array {
  const { rowCount, raw, type } = vectorIn(chunk, index)
  const arrayOf = arrays.get(type)
  if (arrayOf === undefined) {
    return Float64Array.from(chunk.getColumnVector(index).toArray(), (value) =>
      value === null ? Number.NaN : Number(value),
    )
  }
  const numbers = Float64Array.from(arrayOf(raw, rowCount))
  forEachNull(raw, rowCount, (row) => {
    numbers[row] = Number.NaN
  })
  return numbers
}

function codesIn(chunk: DuckDBDataChunk, index: number): CodedColumn {
  const { rowCount, raw, type } = vectorIn(chunk, index)
  const arrayOf = arrays.get(type)
  if (arrayOf === undefined) throw new TypeError(`column ${index} is not of doubles or codes`)
  // What DuckDB holds goes with the chunk.
  const codes = arrayOf(raw, rowCount).slice()
  forEachNull(raw, rowCount, (row) => {
    codes[row] = codes instanceof Float64Array ? Number.NaN : 0
  })
  return codes
}

function vectorIn(chunk: DuckDBDataChunk, index: number) {
  const raw = duckdb.data_chunk_get_vector(chunk.chunk, index)
  return {
    rowCount: chunk.rowCount,
    raw,
    type: duckdb.get_type_id(duckdb.vector_get_column_type(raw)),
  }
}

type Vector = ReturnType<typeof duckdb.data_chunk_get_vector>

const dataOf = (raw: Vector, bytes: number) => duckdb.vector_get_data(raw, bytes)

/** What lies in memory as an array of numbers does. */
const arrays = new Map<number, (raw: Vector, rows: number) => CodedColumn>([
  [
    DuckDBTypeId.DOUBLE,
    (raw, rows) => {
      const { buffer, byteOffset } = dataOf(raw, rows * 8)
      return new Float64Array(buffer, byteOffset, rows)
    },
  ],
  [
    DuckDBTypeId.UINTEGER,
    (raw, rows) => {
      const { buffer, byteOffset } = dataOf(raw, rows * 4)
      return new Uint32Array(buffer, byteOffset, rows)
    },
  ],
  [
    DuckDBTypeId.USMALLINT,
    (raw, rows) => {
      const { buffer, byteOffset } = dataOf(raw, rows * 2)
      return new Uint16Array(buffer, byteOffset, rows)
    },
  ],
  [DuckDBTypeId.UTINYINT, (raw, rows) => new Uint8Array(dataOf(raw, rows).slice())],
])

/** A bit of the mask for each row, unset for NULL; without a mask there is none. */
function forEachNull(raw: Vector, rowCount: number, see: (row: number) => void): void {
  const mask: Uint8Array | null = duckdb.vector_get_validity(raw, Math.ceil(rowCount / 64) * 8)
  if (mask === null || mask === undefined) return
  for (let byte = 0; byte * 8 < rowCount; byte += 1) {
    if (mask[byte] === 0xff) continue
    for (let row = byte * 8; row < Math.min(rowCount, byte * 8 + 8); row += 1) {
      if (((mask[byte] ?? 0) & (1 << (row & 7))) === 0) see(row)
    }
  }
}

function emptyLike(column: CodedColumn, length: number): CodedColumn {
  if (column instanceof Float64Array) return new Float64Array(length)
  if (column instanceof Uint32Array) return new Uint32Array(length)
  return column instanceof Uint16Array ? new Uint16Array(length) : new Uint8Array(length)
}
