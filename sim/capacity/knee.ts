/** What one trial at a rate came to; a trial that told nothing is not among them. */
export type JudgedTrial = { readonly ratePerS: number; readonly isPass: boolean }

/** The greatest rate that is carried, with the interval that holds it with 95 %. */
export type Knee = {
  readonly ratePerS: number
  readonly lowPerS: number
  readonly highPerS: number
}

/** What is believed of the knee after some trials: the higher, the likelier. */
export type KneeBelief = {
  /** The rate below which the knee lies with this probability. */
  quantile(probability: number): number
}

const gridSize = 240
/**
 * How gradually a system goes from carrying a rate to not carrying it, as shares of the rate: each
 * is as likely as another before the first trial.
 */
const widths = [0.005, 0.01, 0.02, 0.04] as const
/** A trial goes wrong by itself so often: a garbage collection, a neighbour on the machine. */
const lapse = 0.02

/**
 * The belief about a threshold after trials that passed or failed: Bayes over a grid of rates and of
 * widths of the psychometric (logistic) function, with lapses, from a prior that favours no
 * logarithm of the rate within `lowest` to `highest`. Source: Watson and Pelli, QUEST, 1983; Kontsevich and Tyler, 1999.
 */
export function kneeBelief(
  trials: readonly JudgedTrial[],
  { lowest, highest }: { readonly lowest: number; readonly highest: number },
): KneeBelief {
  const [from, to] = [Math.log(lowest), Math.log(highest)]
  const stepWidth = (to - from) / (gridSize - 1)
  const grid = Array.from({ length: gridSize }, (_, index) => from + index * stepWidth)
  const logs = widths.map((width) => grid.map((knee) => logLikelihood(trials, knee, width)))
  const most = logs.flat().reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  const weights = grid.map((_, index) =>
    logs.reduce((sum, ofWidth) => sum + Math.exp((ofWidth[index] ?? most) - most), 0),
  )
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return {
    quantile(probability) {
      let below = 0
      for (const [index, weight] of weights.entries()) {
        const share = weight / total
        if (below + share >= probability) {
          const within = share === 0 ? 0 : (probability - below) / share - 0.5
          return Math.exp((grid[index] ?? to) + within * stepWidth)
        }
        below += share
      }
      return highest
    },
  }
}

/** The median of the belief, and its 2.5 % and 97.5 % quantiles. */
export function kneeOf(belief: KneeBelief): Knee {
  return {
    ratePerS: belief.quantile(0.5),
    lowPerS: belief.quantile(0.025),
    highPerS: belief.quantile(0.975),
  }
}

/** Half the interval, as a share of the rate. */
export function halfWidthOf({ ratePerS, lowPerS, highPerS }: Knee): number {
  return (highPerS - lowPerS) / 2 / ratePerS
}

function logLikelihood(trials: readonly JudgedTrial[], knee: number, width: number): number {
  return trials.reduce((sum, { ratePerS, isPass }) => {
    const passes = 1 / (1 + Math.exp((Math.log(ratePerS) - knee) / width))
    const share = lapse + (1 - 2 * lapse) * passes
    return sum + Math.log(isPass ? share : 1 - share)
  }, 0)
}
