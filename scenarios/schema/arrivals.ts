import { z } from 'zod'
import {
  type ArrivalsShape,
  arrivalsSchema,
  highestRateOf,
  shapeFields,
} from '../../ledger/launch/arrivals.ts'
import { type TraceInput, traceSchema } from './trace.ts'

/** When requests come: the fields of a load that say so. Times are seconds of the load. */
export const arrivalsFields = {
  arrivals: arrivalsSchema.default('poisson'),
  ramp: shapeFields.ramp.describe('from ratePerS to another rate, for arrivals: ramp'),
  steps: shapeFields.steps.describe('rates from instants on, for arrivals: step'),
  spike: shapeFields.spike.describe('another rate for a time, for arrivals: spike'),
  onOff: shapeFields.onOff.describe('ratePerS for a time, then offRatePerS, for arrivals: on-off'),
  sine: shapeFields.sine.describe('a day around ratePerS, for arrivals: sine'),
  trace: traceSchema.optional().describe('a log to be played again, for arrivals: trace'),
  randomised: z
    .boolean()
    .default(true)
    .describe('of arrivals with a shape: as of independent users; false: evenly spaced'),
}

type Arrivals = ArrivalsShape & {
  readonly trace?: TraceInput | undefined
  readonly arrivals: z.output<typeof arrivalsSchema>
  readonly ratePerS: number
}

const shapeOfArrivals = {
  ramp: 'ramp',
  step: 'steps',
  spike: 'spike',
  'on-off': 'onOff',
  sine: 'sine',
  trace: 'trace',
} as const

/** What is wrong between these fields, each said at its place. */
export function refineArrivals(load: Arrivals, context: z.RefinementCtx): void {
  const wrong = (field: string, message: string) =>
    context.addIssue({ code: 'custom', path: [field], message })
  for (const [arrivals, shape] of Object.entries(shapeOfArrivals)) {
    const isOf = load.arrivals === arrivals
    if (isOf && load[shape] === undefined) wrong('arrivals', `arrivals: ${arrivals} needs ${shape}`)
    if (!isOf && load[shape] !== undefined) wrong(shape, `${shape} is for arrivals: ${arrivals}`)
  }
  if (load.sine !== undefined && load.sine.amplitudePerS > load.ratePerS) {
    wrong('sine', 'its amplitudePerS is at most ratePerS: there are no fewer than no requests')
  }
  if (highestRateOf(load) > 100_000) wrong('arrivals', 'at most 100000 requests per second')
}
