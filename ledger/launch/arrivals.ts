import { z } from 'zod'

/** Where the times of a load come from. */
export const arrivalsSchema = z.enum([
  'constant',
  'poisson',
  'ramp',
  'step',
  'spike',
  'on-off',
  'sine',
  'trace',
])

const atS = z.number().nonnegative()
const rate = z.number().positive().max(100_000)
const rateOrNone = z.number().nonnegative().max(100_000)

/** How the rate of a load goes from one value to another. */
export const rampSchema = z.strictObject({
  atS,
  toRatePerS: rate,
  /** How long it takes to get there, and back; 0: at once. */
  overS: z.number().nonnegative().default(0),
  /** How long it stays there; absent: to the end. */
  forS: z.number().positive().optional(),
})

/** From each instant on another rate; `ratePerS` is that before the first. */
export const stepsSchema = z
  .array(z.strictObject({ atS, ratePerS: rateOrNone }))
  .min(1)
  .max(10_000)
  .refine(
    (steps) => steps.every((step, index) => step.atS > (steps[index - 1]?.atS ?? -1)),
    'every step comes later than the one before it',
  )

/** For a time another rate, at once and back at once; again and again where it says so. */
export const spikeSchema = z
  .strictObject({
    atS,
    toRatePerS: rateOrNone,
    forS: z.number().positive(),
    /** From one to the next; absent: there is one. */
    everyS: z.number().positive().optional(),
  })
  .refine(({ forS, everyS }) => everyS === undefined || everyS > forS, {
    message: 'a spike is over before the next',
    path: ['everyS'],
  })

/** `ratePerS` for a time, then little or nothing for a time, and so on. */
export const onOffSchema = z.strictObject({
  onS: z.number().positive(),
  offS: z.number().positive(),
  offRatePerS: rateOrNone.default(0),
  /** When it is on first, and before. */
  atS: atS.default(0),
})

/** Around `ratePerS` by so much, up and down: a day of traffic in as short a time as wanted. */
export const sineSchema = z.strictObject({
  amplitudePerS: rate,
  /** A whole day. */
  periodS: z.number().positive(),
  /** When the rate is lowest: the night. */
  lowestAtS: atS.default(0),
})

/** The arrivals of a load, without those that come from a file. */
export const shapeFields = {
  ramp: rampSchema.optional(),
  steps: stepsSchema.optional(),
  spike: spikeSchema.optional(),
  onOff: onOffSchema.optional(),
  sine: sineSchema.optional(),
}

export type ArrivalsShape = {
  readonly [Name in keyof typeof shapeFields]?: z.output<(typeof shapeFields)[Name]>
}

/** Requests per second, at the time when there are most. */
export function highestRateOf(load: ArrivalsShape & { readonly ratePerS: number }): number {
  const { ratePerS, ramp, steps = [], spike, sine } = load
  return Math.max(
    ratePerS + (sine?.amplitudePerS ?? 0),
    ramp?.toRatePerS ?? 0,
    spike?.toRatePerS ?? 0,
    ...steps.map((step) => step.ratePerS),
  )
}

/** Times of a shape that is part of a longer load, which begins so much earlier. */
export function shapeLater(shape: ArrivalsShape, byS: number): ArrivalsShape {
  const { ramp, steps, spike, onOff, sine } = shape
  return {
    ...(ramp && { ramp: { ...ramp, atS: ramp.atS + byS } }),
    ...(steps && { steps: steps.map((step) => ({ ...step, atS: step.atS + byS })) }),
    ...(spike && { spike: { ...spike, atS: spike.atS + byS } }),
    ...(onOff && { onOff: { ...onOff, atS: onOff.atS + byS } }),
    ...(sine && { sine: { ...sine, lowestAtS: sine.lowestAtS + byS } }),
  }
}
