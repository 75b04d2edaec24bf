/** One line of what a reader is told who points at a moment of a chart. */
export type TimeColumn = {
  readonly name: string
  /** Written behind the value: `/s`, ` %`, ` ms`. */
  readonly unit: string
  /** Of the palette; absent: the chart draws no such line. */
  readonly colour?: string
  /** By stretch of the load; a hole is a stretch of which nothing is known. */
  readonly values: readonly (number | string | undefined)[]
}

/** The values behind a chart over time, in stretches of `stepS` seconds from the load's start. */
export type TimeTable = { readonly stepS: number; readonly columns: readonly TimeColumn[] }

/** What a page with scripts knows of its charts over time. */
export type TimeTables = {
  readonly lengthS: number
  /** The moment that is shown first. */
  readonly momentS: number
  readonly tables: Readonly<Record<string, TimeTable>>
}

/** How rows of a series, each of one name and one second, become columns. */
export type ColumnShape<Row> = {
  readonly stepS: number
  readonly unit: string
  nameOf(row: Row): string
  readingOf(row: Row): number | string | undefined
  colourOf?(index: number): string
}

/** A column a name, in the order in which names come. */
export function columnsOf<Row extends { readonly second: number }>(
  rows: readonly Row[],
  { stepS, unit, nameOf, readingOf, colourOf }: ColumnShape<Row>,
): TimeColumn[] {
  const byName = Map.groupBy(rows, nameOf)
  return [...byName].map(([name, own], index) => {
    const values: (number | string | undefined)[] = []
    for (const row of own) values[Math.round(row.second / stepS)] = readingOf(row)
    const colour = colourOf?.(index)
    // Holes of an array are not what JSON calls absent.
    return { name, unit, ...(colour === undefined ? {} : { colour }), values: Array.from(values) }
  })
}

/** 0.4213 as 42.1, of a hundred. */
export function percentOf(share: number): number {
  return Math.round(share * 1_000) / 10
}
