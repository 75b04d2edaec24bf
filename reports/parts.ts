import { textSql } from './store/sql.ts'
import type { RunStore } from './store/store.ts'

/** By what the requests of a load are told apart, beside their time. */
export const dimensions = ['population', 'operation', 'api', 'region', 'zone'] as const
export type Dimension = (typeof dimensions)[number]

/** The requests of one population, or of one zone: `zone westeurope-2`. */
export type Part = { readonly dimension: Dimension; readonly name: string }

/** For each request, in their order, which of the names it is of; absent dimensions were not asked for. */
export type PartColumns = {
  readonly [Name in Dimension]?: {
    /** Only those that a request is of. */
    readonly names: readonly string[]
    /** Index in `names`; 65535 for a request that is of none: it came to no instance, say. */
    readonly index: Uint16Array
  }
}

const none = 65_535

/** Reads the columns of some dimensions, in the order of `requestColumnsOf`. */
export async function partColumnsOf(
  store: RunStore,
  wanted: ReadonlySet<Dimension>,
): Promise<PartColumns> {
  const columns: { [Name in Dimension]?: NonNullable<PartColumns[Name]> } = {}
  for (const dimension of wanted) {
    const names = await store.texts(
      `SELECT DISTINCT ${dimension} AS name FROM requests
        WHERE ${dimension} IS NOT NULL AND ${dimension} <> '' ORDER BY 1`,
    )
    const codes = names.map((name, code) => `WHEN ${textSql(name)} THEN ${code}`)
    const { code } = await store.numbers(
      `SELECT (${codes.length === 0 ? none : `CASE ${dimension} ${codes.join(' ')} ELSE ${none} END`})
        ::DOUBLE AS code FROM requests ORDER BY intended_at_us, request_id`,
    )
    columns[dimension] = { names, index: Uint16Array.from(code ?? []) }
  }
  return columns
}

/** Whether a request, by its place in the columns, is of all parts. */
export function isOfParts(columns: PartColumns, parts: readonly Part[]): (row: number) => boolean {
  const asked = parts.map(({ dimension, name }) => {
    const column = columns[dimension]
    return { index: column?.index, code: column?.names.indexOf(name) ?? -1 }
  })
  return (row) => asked.every(({ index, code }) => code >= 0 && index?.[row] === code)
}
