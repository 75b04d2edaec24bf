import type { TopLevelSpec } from 'vega-lite'
import type { Findings } from '../findings.ts'
import type { TimeTable } from './time-table.ts'

/** A part of a chart that stands under another one. */
export type Panel = Extract<TopLevelSpec, { vconcat: unknown }>['vconcat'][number]
/** A part of a chart that is drawn over another one. */
export type Layer = Extract<TopLevelSpec, { layer: unknown }>['layer'][number]

/** One picture of a report. */
export type Chart = {
  /** Its id in the page and its file's name. */
  readonly name: string
  readonly title: string
  /** One sentence on how to read it. */
  readonly about: string
  /** Whether a page has it; absent: always. */
  isShown?(findings: Findings): boolean
  /** What it shows of this run, for those who cannot see it. */
  describe(findings: Findings): string
  /**
   * Of a chart whose x axes are all the time of the load: its values, for those who point at a
   * moment. Only such a chart is zoomed together with the others.
   */
  table?(findings: Findings): TimeTable
  /** Undefined when the run has nothing to draw. Colours are those of the palette. */
  spec(findings: Findings): TopLevelSpec | undefined
}

export function defineChart(chart: Chart): Chart {
  return chart
}
