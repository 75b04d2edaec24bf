import type { LoadLaunch } from '../../../ledger/launch/load.ts'

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
  'arrivals' | 'ramp' | 'ratePerS' | 'durationS' | 'warmUpS' | 'connections' | 'deadlineMs'
> & { readonly usersMax: number }

/** k6 takes no shorter duration of an executor. */
const shortestS = 1

type Stage = { readonly toRatePerS: number; readonly overS: number }

/**
 * The load as scenarios of k6, by name: what comes before second 0 is one of its own. k6 has no
 * Poisson arrivals: it spaces them evenly, at the same rate.
 */
export function scenariosOf(shape: Shape): Readonly<Record<string, K6Scenario>> {
  const { ratePerS, durationS, warmUpS = 0 } = shape
  const loadS = durationS - warmUpS
  const stages = stagesOf(shape)
  const warmUp = { toRatePerS: ratePerS, overS: warmUpS }
  return {
    ...(warmUpS > 0 ? { warm_up: ramping(shape, 0, 0, [warmUp]) } : {}),
    clients:
      stages.length === 0
        ? constant(shape, warmUpS, loadS)
        : ramping(shape, warmUpS, ratePerS, stages),
  }
}

/** What the rate does after second 0; none when it stays. The ramp's times begin with the warm-up. */
function stagesOf({ ramp, ratePerS, durationS, warmUpS = 0 }: Shape): readonly Stage[] {
  if (ramp === undefined) return []
  const { atS, toRatePerS, overS, forS } = ramp
  const up = [
    { toRatePerS: ratePerS, overS: atS - warmUpS },
    { toRatePerS, overS },
  ]
  const leftS = durationS - atS - overS
  if (forS === undefined || forS >= leftS) return [...up, { toRatePerS, overS: leftS }]
  const stays = [...up, { toRatePerS, overS: forS }]
  const restS = Math.max(0, leftS - forS - overS)
  return [...stays, { toRatePerS: ratePerS, overS }, { toRatePerS: ratePerS, overS: restS }]
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
    stages: stages
      .filter(({ overS }) => overS >= 0)
      .map(({ toRatePerS, overS }) => ({ target: rateOf(toRatePerS), duration: inSeconds(overS) })),
    ...usersOf(shape),
  }
}

/** k6 takes whole numbers only: what is none by the second is counted by the minute. */
function wholeRate(ratePerS: number, shape: Shape): { rate: number; timeUnit: string } {
  const rates = [shape.ratePerS, shape.ramp?.toRatePerS ?? 0]
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
