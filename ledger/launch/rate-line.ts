import type { ArrivalsShape } from './arrivals.ts'

/** Where the rate is how high; between two points it goes straight from one to the other. */
export type RatePoint = { readonly atS: number; readonly ratePerS: number }

type Rates = ArrivalsShape & { readonly ratePerS: number }

/** Straight pieces that a wave is drawn by. */
const piecesOfWave = 24

/** The rate from one instant to another: its first point lies after a jump there, its last before. */
export function rateLineOf(rates: Rates, fromS: number, toS: number): readonly RatePoint[] {
  const corners = cornersOf(rates, toS)
  return [
    { atS: fromS, ratePerS: rateAt(corners, fromS) },
    ...corners.filter(({ atS }) => atS > fromS && atS < toS),
    { atS: toS, ratePerS: rateBefore(corners, toS) },
  ]
}

/** Whether the rate ever changes. */
export function isLevel(rates: Rates): boolean {
  const { ramp, steps, spike, onOff, sine } = rates
  return [ramp, steps, spike, onOff, sine].every((shape) => shape === undefined)
}

/** In order; two at one instant are a jump. */
function cornersOf({ ratePerS, ...shape }: Rates, toS: number): RatePoint[] {
  const start = { atS: 0, ratePerS }
  if (shape.ramp !== undefined) return [start, ...rampOf(ratePerS, shape.ramp)]
  if (shape.sine !== undefined) return waveOf(ratePerS, shape.sine, toS)
  return [start, ...jumpsOf(start, changesOf(ratePerS, shape, toS))]
}

function rampOf(ratePerS: number, ramp: NonNullable<ArrivalsShape['ramp']>): RatePoint[] {
  const { atS, toRatePerS, overS, forS } = ramp
  const upS = atS + overS
  const up = [
    { atS, ratePerS },
    { atS: upS, ratePerS: toRatePerS },
  ]
  if (forS === undefined) return up
  const back = { atS: upS + forS, ratePerS: toRatePerS }
  return [...up, back, { atS: back.atS + overS, ratePerS }]
}

function waveOf(
  ratePerS: number,
  { amplitudePerS, periodS, lowestAtS }: NonNullable<ArrivalsShape['sine']>,
  toS: number,
): RatePoint[] {
  const stepS = periodS / piecesOfWave
  return Array.from({ length: Math.ceil(toS / stepS) + 1 }, (_, index) => {
    const turn = (2 * Math.PI * (index * stepS - lowestAtS)) / periodS
    return { atS: index * stepS, ratePerS: Math.max(0, ratePerS - amplitudePerS * Math.cos(turn)) }
  })
}

/** From each instant on another rate. */
function changesOf(ratePerS: number, { steps, spike, onOff }: ArrivalsShape, toS: number) {
  const changes: RatePoint[] = [...(steps ?? [])]
  if (spike !== undefined) {
    const { atS, toRatePerS, forS, everyS = Number.POSITIVE_INFINITY } = spike
    for (let at = atS; at < toS; at += everyS) {
      changes.push({ atS: at, ratePerS: toRatePerS }, { atS: at + forS, ratePerS })
    }
  }
  if (onOff !== undefined) {
    const { atS, onS, offS, offRatePerS } = onOff
    for (let at = atS; at < toS; at += onS + offS) {
      changes.push({ atS: at, ratePerS }, { atS: at + onS, ratePerS: offRatePerS })
    }
  }
  return changes
}

function jumpsOf(start: RatePoint, changes: readonly RatePoint[]): RatePoint[] {
  return changes.flatMap((change, index) => {
    const { ratePerS } = changes[index - 1] ?? start
    return [{ atS: change.atS, ratePerS }, change]
  })
}

/** After a jump at that instant. */
function rateAt(corners: readonly RatePoint[], s: number): number {
  return rateOn(
    corners,
    corners.findIndex(({ atS }) => atS > s),
    s,
  )
}

function rateBefore(corners: readonly RatePoint[], s: number): number {
  return rateOn(
    corners,
    corners.findIndex(({ atS }) => atS >= s),
    s,
  )
}

/** On the piece that ends with that corner; -1: behind the last one. */
function rateOn(corners: readonly RatePoint[], next: number, s: number): number {
  const after = corners[next]
  const before = next < 0 ? corners.at(-1) : corners[Math.max(0, next - 1)]
  if (before === undefined || after === undefined) return before?.ratePerS ?? 0
  if (after.atS === before.atS) return after.ratePerS
  const share = (s - before.atS) / (after.atS - before.atS)
  return before.ratePerS + share * (after.ratePerS - before.ratePerS)
}
