/** When the process of a server stands still: again and again, counted from its first request. */
export type Stall = {
  readonly firstAtMs: number
  readonly everyMs: number
  readonly lastsMs: number
}

export type Answer = {
  /** From the request to the head of the answer and, without pieces, to its end. */
  readonly afterMs: number
  readonly status: 200 | 500
  /** Its body comes in so many pieces, each so long after what was before it. */
  readonly pieces: number
  readonly pieceEveryMs: number
  /** No answer: the connection is reset instead. */
  readonly isReset: boolean
}

/** How a server behaves, exactly: what becomes of its first, second, ... request. */
export type Law = {
  readonly name: string
  readonly about: string
  /** Answers fall between arrivals: a process that has both at once is late with one of them. */
  readonly ratePerS: number
  /** Of the load; of a stall, so that no quantile falls on the edge of what it delays. */
  readonly durationS: number
  readonly quickDurationS: number
  /** Connections of a closed loop that asks as often, on average. */
  readonly closedConnections: number
  readonly stall?: Stall
  /** `index` counts from 0. */
  answerOf(index: number): Answer
}

const plain = { status: 200, pieces: 0, pieceEveryMs: 0, isReset: false } as const
const durations = { durationS: 8, quickDurationS: 1.5 } as const

/** Answers after 20 ms fall midway between arrivals: three and a half of these later. */
const midwayPerS = 175

const median = 20
const sigma = 0.5
/** Fractions of its multiples lie as evenly in 0..1 as any sequence's. Source: Weyl; Knuth, TAOCP 6.4. */
const goldenRatio = (Math.sqrt(5) - 1) / 2

export const laws: readonly Law[] = [
  {
    name: 'fixed',
    about: 'every answer after 20 ms',
    ratePerS: midwayPerS,
    ...durations,
    closedConnections: 4,
    answerOf: () => ({ ...plain, afterMs: 20 }),
  },
  {
    name: 'lognormal',
    about: `lognormal, median ${median} ms, sigma ${sigma}`,
    ratePerS: 160,
    ...durations,
    closedConnections: 4,
    answerOf: (index) => ({
      ...plain,
      afterMs: median * Math.exp(sigma * normalQuantile(((index + 0.5) * goldenRatio) % 1)),
    }),
  },
  {
    name: 'stall',
    about: 'after 20 ms, but the process stands still for 1 s of every 10 s',
    ratePerS: 80,
    durationS: 16,
    quickDurationS: 4,
    closedConnections: 4,
    stall: { firstAtMs: 1_000, everyMs: 10_000, lastsMs: 1_000 },
    answerOf: () => ({ ...plain, afterMs: 20 }),
  },
  {
    name: 'errors',
    about: 'after 20 ms, every 100th with status 500',
    ratePerS: midwayPerS,
    ...durations,
    closedConnections: 4,
    answerOf: (index) => ({ ...plain, afterMs: 20, status: index % 100 === 99 ? 500 : 200 }),
  },
  {
    name: 'drip',
    about: 'head after 11 ms, then ten pieces of body, one each 4 ms',
    ratePerS: 160,
    ...durations,
    closedConnections: 10,
    answerOf: () => ({ ...plain, afterMs: 11, pieces: 10, pieceEveryMs: 4 }),
  },
  {
    name: 'resets',
    about: 'after 20 ms, but every 50th connection is reset instead',
    ratePerS: midwayPerS,
    ...durations,
    closedConnections: 4,
    answerOf: (index) => ({ ...plain, afterMs: 20, isReset: index % 50 === 49 }),
  },
]

/** The end of the stall that this instant falls into, if any; both from the first request. */
export function stallEndMs(stall: Stall | undefined, atMs: number): number | undefined {
  if (stall === undefined || atMs < stall.firstAtMs) return undefined
  const begin = atMs - ((atMs - stall.firstAtMs) % stall.everyMs)
  return atMs < begin + stall.lastsMs ? begin + stall.lastsMs : undefined
}

/**
 * The standard normal's value below which a share of it lies. Source: Acklam's rational
 * approximation, relative error below 1.2e-9.
 */
export function normalQuantile(share: number): number {
  const low = 0.02425
  if (share < low) return tail(Math.sqrt(-2 * Math.log(share)))
  if (share > 1 - low) return -tail(Math.sqrt(-2 * Math.log(1 - share)))
  const q = share - 0.5
  const r = q * q
  const above = polynomial(
    [
      -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269,
      -30.66479806614716, 2.506628277459239,
    ],
    r,
  )
  const below = polynomial(
    [
      -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972,
      -13.28068155288572, 1,
    ],
    r,
  )
  return (q * above) / below
}

function tail(q: number): number {
  const above = polynomial(
    [
      -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734,
      4.374664141464968, 2.938163982698783,
    ],
    q,
  )
  const below = polynomial(
    [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1],
    q,
  )
  return above / below
}

/** Coefficients from the highest power down. */
function polynomial(coefficients: readonly number[], at: number): number {
  return coefficients.reduce((sum, coefficient) => sum * at + coefficient, 0)
}
