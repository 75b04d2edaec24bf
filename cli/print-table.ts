import type { Answer, Cell } from '../reports/query/run-tables.ts'

export const tableFormats = ['table', 'json', 'csv', 'markdown'] as const
export type TableFormat = (typeof tableFormats)[number]

/** Writes an answer as a person, a program or a spreadsheet reads it. */
export function textOfTable(answer: Answer, format: TableFormat): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(objectsOf(answer), undefined, 2)}\n`
    case 'csv':
      return linesOf(answer, (cells) => cells.map(csvOf).join(','))
    case 'markdown':
      return markdownOf(answer)
    case 'table':
      return alignedOf(answer)
  }
}

function objectsOf({ columns, rows }: Answer) {
  return rows.map((row) =>
    Object.fromEntries(columns.map(({ name }, index) => [name, jsonOf(row[index] ?? null)])),
  )
}

/** JSON has no infinity. */
function jsonOf(cell: Cell): Cell {
  return typeof cell === 'number' && !Number.isFinite(cell) ? textOf(cell) : cell
}

function linesOf({ columns, rows }: Answer, lineOf: (cells: readonly Cell[]) => string): string {
  return [columns.map(({ name }) => name), ...rows].map((cells) => `${lineOf(cells)}\n`).join('')
}

/** Quoted where it must be. Source: RFC 4180. */
function csvOf(cell: Cell): string {
  const text = cell === null ? '' : textOf(cell)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function markdownOf({ columns, rows }: Answer): string {
  const lineOf = (texts: readonly string[]) =>
    `| ${texts.map((text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |\n`
  const rule = columns.map(() => '---')
  return [columns.map(({ name }) => name), rule, ...rows.map((row) => row.map(textOf))]
    .map(lineOf)
    .join('')
}

function alignedOf({ columns, rows }: Answer): string {
  const texts = rows.map((row) => row.map(textOf))
  const widths = columns.map(({ name }, index) =>
    Math.max(name.length, ...texts.map((row) => row[index]?.length ?? 0)),
  )
  const isNumeric = columns.map((_, index) => rows.some((row) => typeof row[index] === 'number'))
  const lineOf = (cells: readonly string[]) =>
    cells
      .map((text, index) =>
        isNumeric[index] === true
          ? text.padStart(widths[index] ?? 0)
          : text.padEnd(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd()
  const head = lineOf(columns.map(({ name }) => name))
  return [head, ...texts.map(lineOf)].map((line) => `${line}\n`).join('')
}

function textOf(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell !== 'number' || Number.isInteger(cell)) return String(cell)
  return Number.isFinite(cell) ? String(Number(cell.toPrecision(9))) : cell > 0 ? 'inf' : '-inf'
}
