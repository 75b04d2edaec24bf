import type { Slo } from '../../scenarios/slo/schema.ts'
import { percentText } from '../format.ts'
import type { Judgement } from '../objectives/objective.ts'
import { samplesNeededFor, shareInterval } from '../objectives/statistics.ts'
import type { RunStore } from '../store/store.ts'
import { burnOf } from './burn-rate.ts'
import { countedSlices, judgedSlices, type Slice } from './slices.ts'

type SloObjective = Slo['objectives'][number]

/** A run is short: no stretch of it is cut finer. */
const sliceLeastS = 1

/**
 * Judges SLOs of OpenSLO from the requests of a run. Windows are scaled: the run stands for the
 * whole time window of the SLO, and slices and look-back windows are the same share of the run,
 * though never less than a second.
 */
export async function judgeSlos(store: RunStore, slos: readonly Slo[]): Promise<Judgement[]> {
  const judgements: Judgement[] = []
  for (const slo of slos) {
    const scale = (store.manifest.loadEndUs - store.manifest.loadStartUs) / 1e6 / slo.windowS
    const judged: Judged[] = []
    for (const objective of slo.objectives) {
      judged.push(await judgeObjective(store, slo, objective, scale))
    }
    judgements.push(...judged.map(({ judgement }) => judgement), ...compositeOf(slo, judged))
  }
  return judgements
}

type Judged = {
  readonly judgement: Judgement
  readonly weight: number | undefined
  /** Of the error budget, 1: all of it. */
  readonly used: number | undefined
}

async function judgeObjective(
  store: RunStore,
  slo: Slo,
  objective: SloObjective,
  scale: number,
): Promise<Judged> {
  const sliceS = Math.max(sliceLeastS, Math.round((objective.timeSliceWindowS ?? 0) * scale))
  const { indicator } = objective
  const isSliced = slo.method !== 'Occurrences'
  const slices =
    isSliced && indicator.kind === 'threshold'
      ? await judgedSlices(store, indicator, objective, sliceS)
      : await countedSlices(store, objective, isSliced ? sliceS : sliceLeastS)
  const reached = reachedOf(slo, objective, slices)
  const head = { objective: textOf(slo, objective), measure: 'slo', unit: '%' } as const
  const limit = objective.target * 100
  const { weight } = objective
  if (reached.samples < reached.needed) {
    const why = `${reached.samples} ${reached.of} are too few to tell: ${reached.needed} are needed`
    const verdict = 'inconclusive' as const
    const judgement = { ...head, verdict, limit, samples: reached.samples, why }
    return { judgement, weight, used: undefined }
  }
  // Rounded: 1 - 0.9 is not 0.1 in binary.
  const used = Number(((1 - reached.share) / (1 - objective.target)).toPrecision(12))
  const measured = reached.share * 100
  const alerts = await alertTexts(store, slo, objective, scale)
  const judgement: Judgement = {
    ...head,
    verdict: reached.share >= objective.target ? 'pass' : 'fail',
    measured,
    limit,
    margin: measured - limit,
    samples: reached.samples,
    ...(reached.interval === undefined ? {} : { interval: reached.interval }),
    bad: { share: 1 - reached.share, allowedShare: 1 - objective.target },
    why: [`${percentText(used * 100)} of its error budget used`, reached.why, ...alerts].join('; '),
  }
  return { judgement, weight, used }
}

/** The share that counts, by the method; never less strict for want of slices. */
function reachedOf(
  { method }: Slo,
  { target, timeSliceTarget = 1, indicator }: SloObjective,
  slices: readonly Slice[],
) {
  const good = slices.reduce((sum, slice) => sum + slice.good, 0)
  const total = slices.reduce((sum, slice) => sum + slice.total, 0)
  if (method === 'Occurrences') {
    const { low, high } = shareInterval(good, total)
    return {
      share: good / total,
      samples: total,
      needed: target > 0 ? samplesNeededFor(target) : 1,
      of: 'requests',
      interval: { low: low * 100, high: high * 100 },
      why: `${total - good} of ${total} requests were bad`,
    }
  }
  const shares = slices.map((slice) => slice.good / slice.total)
  // A slice of a threshold is good or bad as a whole.
  const isRatio = method === 'RatioTimeslices' && indicator.kind === 'ratio'
  const least = indicator.kind === 'ratio' ? timeSliceTarget : 1
  const values = isRatio ? shares : shares.map((share) => (share >= least ? 1 : 0))
  const share = values.reduce((sum, value) => sum + value, 0) / values.length
  const worst = Math.min(...shares)
  const bad = values.filter((value) => value < 1).length
  return {
    share,
    samples: slices.length,
    needed: 1,
    of: 'slices',
    why: isRatio
      ? `the worst of ${slices.length} slices had ${percentText(worst * 100)}`
      : `${bad} of ${slices.length} slices were bad`,
  }
}

async function alertTexts(
  store: RunStore,
  slo: Slo,
  objective: SloObjective,
  scale: number,
): Promise<readonly string[]> {
  if (slo.alerts.length === 0) return []
  const seconds = await countedSlices(store, objective, sliceLeastS)
  return slo.alerts.map(({ name, threshold, lookbackS }) => {
    const windowS = Math.max(sliceLeastS, Math.round(lookbackS * scale))
    const { highest, firedS } = burnOf(seconds, { target: objective.target, windowS, threshold })
    const rate = `at most ${Number(highest.toPrecision(3))} x over ${windowS} s`
    const fires = firedS === undefined ? 'never fires' : `fires at second ${firedS}`
    return `${name} ${fires} (burn rate ${rate}, threshold ${threshold} x)`
  })
}

/** The budgets of weighted objectives together. */
function compositeOf(slo: Slo, judged: readonly Judged[]): Judgement[] {
  const weighted = judged.flatMap(({ weight, used }) =>
    weight === undefined ? [] : [{ weight, used }],
  )
  if (weighted.length < 2) return []
  const head = {
    objective: `slo ${slo.name}: weighted error budget used <= 100%`,
    measure: 'slo',
    unit: '%' as const,
    limit: 100,
    samples: weighted.length,
  }
  const known = weighted.flatMap(({ weight, used }) =>
    used === undefined ? [] : [{ weight, used }],
  )
  if (known.length < weighted.length) {
    return [{ ...head, verdict: 'inconclusive', why: 'one of its objectives cannot be told' }]
  }
  const total = known.reduce((sum, { weight }) => sum + weight, 0)
  const sum = known.reduce((all, { weight, used }) => all + weight * used, 0)
  const measured = Number(((sum / total) * 100).toPrecision(12))
  const why = known
    .map(({ weight, used }) => `${percentText(used * 100)} at weight ${weight}`)
    .join(', ')
  const verdict = measured <= 100 ? 'pass' : 'fail'
  return [{ ...head, verdict, measured, margin: 100 - measured, why }]
}

/** As a line that reads like the other objectives. */
function textOf({ name, title, objectives }: Slo, objective: SloObjective): string {
  const which = objectives.length > 1 && objective.title !== title ? ` ${objective.title}` : ''
  const { indicator, op, value, target } = objective
  const about =
    indicator.kind === 'threshold' ? `, ${indicator.threshold.measure} ${op} ${value} ms` : ''
  return `slo ${name}${which}${about} >= ${percentText(target * 100).replace(' ', '')}`
}
