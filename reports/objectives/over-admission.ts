import type { LimitUse } from '../limit-use.ts'
import { defineMeasure, inconclusive, judged } from './objective.ts'

/**
 * Calls admitted beyond a limit in any window of its length, the worst counter and key counting:
 * against the bound of its replication (`LimitUse`), or as a share of the limit. A limit that
 * nobody reached was not tested, and says nothing.
 */
export const overAdmission = defineMeasure({
  name: 'over_admission',
  examples: ['over_admission <= bound', 'over_admission <= 5%'],
  about: 'calls admitted beyond a limit, against the bound of asynchronous counters or as a share',
  operators: ['<=', '<'],
  limits: ['bound', '%'],
  mayExceedAll: true,
  isOfRequests: false,
  judge(objective, { limits }) {
    const unit = objective.limit.kind === 'bound' ? 'count' : '%'
    const reached = limits.filter(({ admittedMax, limit, rejected }) =>
      isReached(admittedMax, limit, rejected),
    )
    const byBound = objective.limit.kind === 'bound'
    const worst = worstOf(reached, byBound ? overBound : overShare)
    if (worst === undefined) {
      const why = `${limits.length} counters were used, and none reached its limit`
      return inconclusive(objective, unit, limits.length, why)
    }
    const { counter, admittedMax, limit, windowMs, allowed, bound } = worst
    const time = windowMs === 0 ? 'all' : `in ${windowMs / 1_000} s`
    const burst = allowed > limit ? ' and as many that flow back' : ''
    const admitted = byBound ? admittedMax : mostOf(worst)
    const seen = `${counter} admitted ${admitted} ${time}, limit ${limit}${burst}`
    if (!byBound) {
      return judged(objective, overShare(worst), { unit, samples: reached.length, why: seen })
    }
    const slack = `bound ${bound}, slack ${bound - admittedMax}`
    const rest = { unit, samples: reached.length, why: `${seen}, ${slack}` } as const
    return judged(objective, admittedMax - allowed, rest, bound - allowed)
  },
})

function isReached(admittedMax: number, limit: number, rejected: number): boolean {
  return admittedMax >= limit || rejected > 0
}

function overBound({ admittedMax, bound }: LimitUse): number {
  return admittedMax - bound
}

/** In percent of the limit. */
function overShare(use: LimitUse): number {
  const { limit, allowed } = use
  return limit === 0 ? 0 : Math.max(0, ((mostOf(use) - allowed) / limit) * 100)
}

/** Of the fullest window, which need not be the one that came nearest to its bound. */
function mostOf({ fullest, admittedMax }: LimitUse): number {
  return fullest?.admitted ?? admittedMax
}

function worstOf(uses: readonly LimitUse[], of: (use: LimitUse) => number): LimitUse | undefined {
  let worst = uses[0]
  for (const use of uses) if (worst !== undefined && of(use) > of(worst)) worst = use
  return worst
}
