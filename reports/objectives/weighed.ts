import type { Judgement } from './objective.ts'

/** An objective that counts in the score. */
export type Weighed = Pick<Judgement, 'objective' | 'verdict' | 'weight' | 'isOutside'>

/**
 * What objectives with a weight come to; undefined when none has one that was claimed. `open` is the
 * first that cannot be told: then there is no score.
 */
export function scoreOf(judgements: readonly Weighed[]) {
  const claimed = judgements.filter(
    ({ weight, verdict }) => weight !== undefined && verdict !== 'not-claimed',
  )
  if (claimed.length === 0) return undefined
  const sumOf = (some: readonly Weighed[]) =>
    Number(some.reduce((sum, { weight = 0 }) => sum + weight, 0).toPrecision(12))
  const outside = claimed.filter(({ verdict, isOutside }) => verdict === 'fail' || isOutside)
  const open = claimed.find(({ verdict }) => verdict === 'inconclusive')?.objective
  const [total, missed] = [sumOf(claimed), sumOf(outside)]
  const percent = Number((((total - missed) / total) * 100).toPrecision(12))
  return { count: claimed.length, total, missed, percent, open }
}
