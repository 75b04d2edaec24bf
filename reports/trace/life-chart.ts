import type { TopLevelSpec } from 'vega-lite'
import { palette, seriesColour } from '../charts/palette.ts'
import type { RequestLife } from './life-of-request.ts'

/**
 * Who knew of a request when: a row a witness, in the order in which they come, over the time since
 * it was due. Its numbers are those of the table of its steps.
 */
export function lifeSpecOf({ request, steps }: RequestLife): TopLevelSpec {
  const witnesses = [...new Set(steps.map(({ witness }) => witness))]
  const values = steps.map(({ atUs, witness, what }, index) => ({
    number: index + 1,
    atMs: Math.round(atUs - request.intendedAtUs) / 1_000,
    witness,
    what,
  }))
  const bars = [...Map.groupBy(values, ({ witness }) => witness)].map(([witness, own]) => ({
    witness,
    fromMs: own[0]?.atMs ?? 0,
    toMs: own.at(-1)?.atMs ?? 0,
  }))
  const y = {
    field: 'witness',
    type: 'nominal' as const,
    sort: witnesses,
    axis: { title: null, labelLimit: 300, labelFontSize: 12 },
  }
  const color = {
    field: 'witness',
    type: 'nominal' as const,
    scale: { domain: witnesses, range: witnesses.map((_name, index) => seriesColour(index)) },
    legend: null,
  }
  const x = (field: string) => ({
    field,
    type: 'quantitative' as const,
    // What takes a millisecond and what takes a second have room beside each other.
    scale: { type: 'sqrt' as const, nice: false },
    axis: { title: 'ms since it was due (square root)' },
  })
  return {
    width: 760,
    height: { step: 34 },
    layer: [
      {
        data: { values: bars },
        mark: { type: 'bar', height: 6, opacity: 0.45 },
        encoding: { x: x('fromMs'), x2: { field: 'toMs' }, y, color },
      },
      {
        data: { values },
        mark: { type: 'point', filled: true, size: 80, opacity: 1 },
        encoding: { x: x('atMs'), y, color },
      },
      {
        data: { values: firstOfEach(values) },
        mark: { type: 'text', dy: -11, fontSize: 10, color: palette.ink },
        encoding: { x: x('atMs'), y, text: { field: 'numbers' } },
      },
    ],
  }
}

type Point = { readonly number: number; readonly atMs: number; readonly witness: string }

/** Steps too close to each other for a number each have theirs together: `2–5`. */
function firstOfEach(values: readonly Point[]) {
  const longest = Math.max(...values.map(({ atMs }) => Math.sqrt(Math.max(0, atMs))), 0.1)
  // Of the width of the picture; a number of two digits needs so much.
  const room = longest * 0.035
  const groups: { witness: string; atMs: number; first: number; last: number }[] = []
  for (const { number, atMs, witness } of values) {
    const near = groups.findLast((group) => group.witness === witness)
    const apart =
      near === undefined ? room : Math.sqrt(Math.max(0, atMs)) - Math.sqrt(Math.max(0, near.atMs))
    if (near === undefined || apart >= room)
      groups.push({ witness, atMs, first: number, last: number })
    else near.last = number
  }
  return groups.map(({ witness, atMs, first, last }) => ({
    witness,
    atMs,
    numbers: first === last ? String(first) : `${first}–${last}`,
  }))
}
