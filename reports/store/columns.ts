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

/** The columns of an answer that has only numbers; NULL is NaN. */
export async function numberColumnsOf(
  result: DuckDBResult,
): Promise<Readonly<Record<string, Float64Array>>> {
  const names = result.columnNames()
  const parts: Float64Array[][] = names.map(() => [])
  for (;;) {
    const chunk = await result.fetchChunk()
    if (chunk === null || chunk.rowCount === 0) break
    for (const [index, part] of parts.entries()) part.push(numbersIn(chunk, index))
  }
  return Object.fromEntries(
    names.map((name, index) => [name, joined(parts.splice(index, 1, [])[0] ?? [])]),
  )
}

function numbersIn(chunk: DuckDBDataChunk, index: number): Float64Array {
  const vector = chunk.getColumnVector(index)
  const { rowCount } = chunk
  const raw = duckdb.data_chunk_get_vector(chunk.chunk, index)
  // Without a mask there is no NULL.
  const mask: Uint8Array | null = duckdb.vector_get_validity(raw, Math.ceil(rowCount / 64) * 8)
  const hasNulls = mask !== null && mask !== undefined
  if (vector.type.typeId === DuckDBTypeId.DOUBLE && !hasNulls) {
    const bytes = duckdb.vector_get_data(raw, rowCount * Float64Array.BYTES_PER_ELEMENT)
    return new Float64Array(bytes.buffer, bytes.byteOffset, rowCount).slice()
  }
  return Float64Array.from(vector.toArray(), (value) =>
    value === null ? Number.NaN : Number(value),
  )
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
