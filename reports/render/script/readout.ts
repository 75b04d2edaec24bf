import type { TimeColumn, TimeTable } from '../../charts/time-table.ts'
import type { Shared } from './moment.ts'

/** The line under a chart that tells its values at the moment that is pointed at. */
export function readoutOf(table: TimeTable, chart: Element) {
  const line = document.createElement('div')
  line.className = 'readout'
  const when = line.appendChild(document.createElement('b'))
  const values = table.columns.map((column) => {
    const item = line.appendChild(document.createElement('span'))
    const swatch = item.appendChild(document.createElement('i'))
    if (column.colour === undefined) swatch.hidden = true
    else swatch.style.background = column.colour
    item.append(`${column.name} `)
    return item.appendChild(document.createElement('b'))
  })
  chart.append(line)
  return {
    draw({ momentS }: Shared): void {
      when.textContent = whenText(table, momentS)
      for (const [index, value] of values.entries()) {
        value.textContent = valueText(table.columns[index], indexAt(table, momentS))
      }
    },
    /** The same as one sentence, for those who listen. */
    text({ momentS }: Shared): string {
      const told = table.columns.map(
        (column) => `${column.name} ${valueText(column, indexAt(table, momentS))}`,
      )
      return `${whenText(table, momentS)}: ${told.join(', ')}`
    },
  }
}

export function indexAt({ stepS }: TimeTable, momentS: number): number {
  return Math.floor(momentS / stepS)
}

function whenText(table: TimeTable, momentS: number): string {
  const fromS = indexAt(table, momentS) * table.stepS
  return table.stepS === 1 ? `second ${fromS}` : `seconds ${fromS} to ${fromS + table.stepS}`
}

function valueText(column: TimeColumn | undefined, index: number): string {
  const value = column?.values[index]
  // A hole comes out of JSON as null.
  return value === undefined || value === null ? '–' : `${value}${column?.unit ?? ''}`
}
