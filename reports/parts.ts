import type { CodedColumn } from '../ledger/scan.ts'

/** By what the requests of a load are told apart, beside their time. */
export const dimensions = ['population', 'operation', 'api', 'region', 'zone'] as const
export type Dimension = (typeof dimensions)[number]

/** The requests of one population, or of one zone: `zone westeurope-2`. */
export type Part = { readonly dimension: Dimension; readonly name: string }

/** For each request, in their order, which of the names it is of; absent dimensions were not asked for. */
export type PartColumns = { readonly [Name in Dimension]?: PartColumn }

export type PartColumn = {
  /** Only those that a request is of, in the order of texts. */
  readonly names: readonly string[]
  /** Index in `names`; 65535 for a request that is of none: it came to no instance, say. */
  readonly index: Uint16Array
}

const none = 65_535

/** Of each request the number of a text, in the order of texts; 0 is the empty one. */
export function partColumnOf(codes: CodedColumn, texts: readonly string[]): PartColumn {
  const indexes = new Uint16Array(texts.length).fill(none)
  for (let row = 0; row < codes.length; row += 1) indexes[codes[row] ?? 0] = 0
  const used = texts.flatMap((_, code) => (code > 0 && indexes[code] === 0 ? [code] : []))
  indexes[0] = none
  for (const [index, code] of used.entries()) indexes[code] = index
  const index = new Uint16Array(codes.length)
  for (let row = 0; row < codes.length; row += 1) index[row] = indexes[codes[row] ?? 0] ?? none
  return { names: used.map((code) => texts[code] ?? ''), index }
}

/** Whether a request, by its place in the columns, is of all parts. */
export function isOfParts(columns: PartColumns, parts: readonly Part[]): (row: number) => boolean {
  const asked = parts.map(({ dimension, name }) => {
    const column = columns[dimension]
    return { index: column?.index, code: column?.names.indexOf(name) ?? -1 }
  })
  return (row) => asked.every(({ index, code }) => code >= 0 && index?.[row] === code)
}
