import { type Findings, loadSecondOf } from '../findings.ts'
import type { Layer } from './define-chart.ts'
import { palette } from './palette.ts'

/** A time in which a fault was on, or was being undone; seconds of the load. */
export type Band = {
  readonly from: number
  readonly to: number
  readonly phase: 'fault' | 'recovery'
}

/** An instant of a fault worth a line in every chart over time. */
export type Mark = { readonly at: number; readonly label: string; readonly row: number }

/** The shaded times of all faults, cut to the load. */
export function bandsOf({ phases, manifest }: Pick<Findings, 'phases' | 'manifest'>): Band[] {
  const at = (atUs: number) => loadSecondOf({ manifest }, atUs)
  return phases.flatMap(({ phase, fromUs, toUs }): Band[] => {
    if (phase === 'during') return [{ from: at(fromUs), to: at(toUs), phase: 'fault' }]
    if (phase === 'recovery') return [{ from: at(fromUs), to: at(toUs), phase: 'recovery' }]
    return []
  })
}

/** The proven moments, each on a row of its own of its fault, so that labels do not meet. */
export function marksOf({ faults, manifest }: Pick<Findings, 'faults' | 'manifest'>): Mark[] {
  return faults.flatMap((fault) => {
    const moments = [
      ['fault proven', fault.provenAtUs],
      ['detected', fault.detectedAtUs],
      ['undone', fault.undoneAtUs],
      ['healed', fault.healedAtUs],
    ] as const
    return moments.flatMap(([label, atUs], index): Mark[] =>
      atUs === undefined ? [] : [{ at: loadSecondOf({ manifest }, atUs), label, row: index % 2 }],
    )
  })
}

/** The layer that shades the faults behind whatever a chart over time draws. */
export function bandLayer(findings: Pick<Findings, 'phases' | 'manifest'>): Layer {
  return {
    data: { values: bandsOf(findings) },
    mark: { type: 'rect', opacity: 0.13 },
    encoding: {
      x: { field: 'from', type: 'quantitative' },
      x2: { field: 'to' },
      color: {
        field: 'phase',
        type: 'nominal',
        scale: { domain: ['fault', 'recovery'], range: [palette.fault, palette.recovery] },
        legend: null,
      },
    },
  }
}

/** The layer that draws a line at every proven moment. */
export function markLayer(findings: Pick<Findings, 'faults' | 'manifest'>): Layer {
  return {
    data: { values: marksOf(findings) },
    mark: { type: 'rule', color: palette.ink, strokeDash: [3, 3], opacity: 0.65 },
    encoding: { x: { field: 'at', type: 'quantitative' } },
  }
}

/** The axis of all charts over time. */
export function timeAxis({ manifest }: Pick<Findings, 'manifest'>, title: string | undefined) {
  const lengthS = (manifest.loadEndUs - manifest.loadStartUs) / 1_000_000
  const domain: [number, number] = [0, lengthS]
  const isBare = title === undefined
  return {
    type: 'quantitative' as const,
    scale: { domain, nice: false },
    axis: { title: title ?? null, labels: !isBare, ticks: !isBare },
  }
}
