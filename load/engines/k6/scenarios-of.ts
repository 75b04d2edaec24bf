import type { ArrivalsShape } from '../../../ledger/launch/arrivals.ts'
import type { LoadLaunch } from '../../../ledger/launch/load.ts'
import { isLevel, rateLineOf } from '../../../ledger/launch/rate-line.ts'

/** k6's arrival-rate executors, which wait for nobody. Source: k6, executors. */
export type K6Scenario = {
  readonly executor: 'constant-arrival-rate' | 'ramping-arrival-rate'
  readonly startTime: string
  readonly timeUnit: string
  readonly preAllocatedVUs: number
  readonly maxVUs: number
  readonly gracefulStop: string
  readonly rate?: number
  readonly duration?: string
  readonly startRate?: number
  readonly stages?: readonly { readonly target: number; readonly duration: string }[]
}

export type Shape = Pick<
  LoadLaunch,
  'ratePerS' | 'durationS' | 'warmUpS' | 'connections' | 'deadlineMs'
> &
  ArrivalsShape & { readonly usersMax: number }

/** k6 takes no shorter duration of an executor. */
const shortestS = 1

type Stage = { readonly toRatePerS: number; readonly overS: number }

/**
 * The load as scenarios of k6, by name: what comes before second 0 is one of its own. k6 has no
 * random arrivals: it spaces them evenly, at the same rate.
 */
export function scenariosOf(shape: Shape): Readonly<Record<string, K6Scenario>> {
  const { ratePerS, durationS, warmUpS = 0 } = shape
  const warmUp = { toRatePerS: ratePerS, overS: warmUpS }
  const [first, ...line] = rateLineOf(shape, warmUpS, durationS)
  const stages = line.map(({ atS, ratePerS: toRatePerS }, index) => {
    const { atS: fromS = warmUpS } = index === 0 ? {} : (line[index - 1] ?? {})
    return { toRatePerS, overS: atS - fromS }
  })
  return {
    ...(warmUpS > 0 ? { warm_up: ramping(shape, 0, 0, [warmUp]) } : {}),
    clients: isLevel(shape)
      ? constant(shape, warmUpS, durationS - warmUpS)
      : ramping(shape, warmUpS, first?.ratePerS ?? 0, stages),
  }
}

function constant(shape: Shape, startS: number, lengthS: number): K6Scenario {
  const { rate, timeUnit } = wholeRate(shape.ratePerS, shape)
  const lasts = {
    startTime: inSeconds(startS),
    duration: inSeconds(Math.max(shortestS, lengthS)),
  }
  return { executor: 'constant-arrival-rate', rate, timeUnit, ...lasts, ...usersOf(shape) }
}

function ramping(
  shape: Shape,
  startS: number,
  fromRatePerS: number,
  stages: readonly Stage[],
): K6Scenario {
  const { timeUnit } = wholeRate(shape.ratePerS, shape)
  const rateOf = (ratePerS: number) => wholeRate(ratePerS, shape).rate
  return {
    executor: 'ramping-arrival-rate',
    startTime: inSeconds(startS),
    timeUnit,
    startRate: rateOf(fromRatePerS),
    stages: stages.map(({ toRatePerS, overS }) => {
      return { target: rateOf(toRatePerS), duration: inSeconds(overS) }
    }),
    ...usersOf(shape),
  }
}

/** k6 takes whole numbers only: what is none by the second is counted by the minute. */
function wholeRate(ratePerS: number, shape: Shape): { rate: number; timeUnit: string } {
  const points = rateLineOf(shape, shape.warmUpS ?? 0, shape.durationS)
  const rates = [shape.ratePerS, ...points.map((point) => point.ratePerS)]
  if (rates.every(Number.isInteger)) return { rate: Math.round(ratePerS), timeUnit: '1s' }
  return { rate: Math.round(ratePerS * 60), timeUnit: '1m' }
}

/** As many as the load has connections, and more as long as answers fail to come. */
function usersOf({ connections, usersMax, deadlineMs }: Shape) {
  return {
    preAllocatedVUs: Math.min(connections, usersMax),
    maxVUs: usersMax,
    // What is on its way at the end still ends.
    gracefulStop: inSeconds(deadlineMs / 1_000 + 1),
  }
}

/** `2.5s`; k6 counts in nanoseconds. */
function inSeconds(seconds: number): string {
  return `${Number(Math.max(0, seconds).toFixed(6))}s`
}
