import type { AutoscaleRule } from '../../scenarios/schema/autoscale.ts'
import type { Scenario } from '../../scenarios/schema.ts'
import { tiers } from '../topology/tiers.ts'
import type { Carries } from './carried.ts'

/** How scaling out works, in minutes of the platform. */
export type ScaleOut = {
  /** The rule's: an average of the metric over so long, above so much. */
  readonly windowMin: number
  readonly thresholdPercent: number
  readonly unitsAdded: number
  readonly cooldownMin: number
  /** From the decision until the units serve. */
  readonly takesMin: number
  readonly unitsMax: number
  /** Whether the scenario says so, or the documented advice. */
  readonly source: 'scenario' | 'advice'
}

/** What comes of a rise of the load that autoscale has to follow. */
export type Gap = {
  /** How long the rise takes; 0: at once. */
  readonly riseMin: number
  /** Requests beyond what the units carried, until they carry the peak. */
  readonly beyond: number
  /** Of all that came until then. */
  readonly beyondShare: number
  /** From the begin of the rise until the units carry the peak; absent: never within the maximum. */
  readonly carriedAfterMin?: number
  /** Units at the end. */
  readonly units: number
}

export type Rise = {
  readonly fromPerS: number
  readonly toPerS: number
  readonly units: number
  readonly carries: Carries
}

const risesMin = [0, 5, 15, 30, 60, 120] as const
/** The job that looks at the rules runs every 30 to 60 s. Source: Azure Monitor, autoscale. */
const evaluationMin = 1
const stepMin = 1 / 6
/** A load that is not caught up with by then never is. */
const longestMin = 24 * 60

/**
 * The first rule of the scenario that scales out; else what the documents advise: +1 unit when the
 * average Capacity of 30 minutes is above 70 %, then 60 minutes of rest. Source: APIM, autoscale.
 */
export function scaleOutOf({ topology, scaling }: Scenario): ScaleOut {
  const [profile] = scaling.autoscale?.profiles ?? []
  const rule = profile?.rules.find(({ scaleAction }) => scaleAction.direction === 'Increase')
  const { unitsMax } = tiers[topology.tier]
  const { takesMin } = scaling
  if (profile === undefined || rule === undefined) {
    const advice = { windowMin: 30, thresholdPercent: 70, unitsAdded: 1, cooldownMin: 60 }
    return { ...advice, takesMin, unitsMax, source: 'advice' }
  }
  const most = Math.min(profile.capacity.maximum, unitsMax)
  return { ...ofRule(rule), takesMin, unitsMax: most, source: 'scenario' }
}

function ofRule({ metricTrigger, scaleAction }: AutoscaleRule) {
  return {
    windowMin: metricTrigger.timeWindow / 60_000,
    thresholdPercent: metricTrigger.threshold,
    unitsAdded: scaleAction.value,
    cooldownMin: scaleAction.cooldown / 60_000,
  }
}

/** What autoscale does not catch in time, for rises of the load that take ever longer, and `others`. */
export function autoscaleGaps(
  rise: Rise,
  scaleOut: ScaleOut,
  others: readonly number[] = [],
): readonly Gap[] {
  const all = [...new Set([...risesMin, ...others])].sort((a, b) => a - b)
  return all.map((riseMin) => gapOf(rise, riseMin, scaleOut))
}

/**
 * Follows a rise in steps of ten seconds: the metric is the share of what the units carry (at most
 * 100 %), units come `takesMin` after the decision, and no decision is made in the cooldown.
 */
export function gapOf(rise: Rise, riseMin: number, scaleOut: ScaleOut): Gap {
  const { fromPerS, toPerS, carries } = rise
  const steps = Math.max(1, Math.round(scaleOut.windowMin / stepMin))
  const useOf = (ratePerS: number, units: number) =>
    Math.min(100, (ratePerS / carries(units).ratePerS) * 100)
  // Before the rise it had been as it was for longer than the window.
  const metric: number[] = Array.from({ length: steps }, () => useOf(fromPerS, rise.units))
  let { units } = rise
  let [beyond, came] = [0, 0]
  let ready: { readonly atMin: number; readonly units: number } | undefined
  let decideFromMin = 0
  for (let atMin = 0; atMin < longestMin; atMin += stepMin) {
    if (ready !== undefined && atMin >= ready.atMin) {
      units = ready.units
      ready = undefined
    }
    const risen = riseMin === 0 ? 1 : Math.min(1, atMin / riseMin)
    const ratePerS = fromPerS + (toPerS - fromPerS) * risen
    const carriedPerS = carries(units).ratePerS
    if (carriedPerS >= toPerS) return ended({ riseMin, beyond, came, units, atMin })
    beyond += Math.max(0, ratePerS - carriedPerS) * stepMin * 60
    came += ratePerS * stepMin * 60
    metric.push(useOf(ratePerS, units))
    metric.shift()
    const average = metric.reduce((sum, percent) => sum + percent, 0) / steps
    const mayDecide = ready === undefined && atMin >= decideFromMin && units < scaleOut.unitsMax
    if (mayDecide && average > scaleOut.thresholdPercent) {
      const next = Math.min(scaleOut.unitsMax, units + scaleOut.unitsAdded)
      ready = { atMin: atMin + evaluationMin + scaleOut.takesMin, units: next }
      decideFromMin = atMin + evaluationMin + scaleOut.cooldownMin
    }
    if (units >= scaleOut.unitsMax && risen === 1) break
  }
  return ended({ riseMin, beyond, came, units })
}

function ended({
  riseMin,
  beyond,
  came,
  units,
  atMin,
}: {
  readonly riseMin: number
  readonly beyond: number
  readonly came: number
  readonly units: number
  readonly atMin?: number
}): Gap {
  return {
    riseMin,
    beyond: Math.round(beyond),
    beyondShare: came === 0 ? 0 : beyond / came,
    ...(atMin === undefined ? {} : { carriedAfterMin: atMin }),
    units,
  }
}
