import type { DuckDBResultReader } from '@duckdb/node-api'

/** The columns of an answer that has only numbers; NULL is NaN. */
export function numberColumnsOf(
  reader: DuckDBResultReader,
): Readonly<Record<string, Float64Array>> {
  return Object.fromEntries(
    Object.entries(reader.getColumnsObject()).map(([name, values]) => [
      name,
      Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value))),
    ]),
  )
}
