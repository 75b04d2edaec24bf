import { basename } from 'node:path'
import { type JudgedTrial, judgeTrial } from '../../reports/capacity/judge-trial.ts'
import { samplesNeededBy } from '../../reports/capacity/slo.ts'
import { type TimeSplit, timeSplitOf } from '../../reports/capacity/time-split.ts'
import type { Objective } from '../../reports/objectives/objective.ts'
import { governedPerUnitOf } from '../../sim/capacity/governed.ts'
import {
  measureCapacity,
  type Tried,
  type UnitsMeasured,
} from '../../sim/capacity/measure-capacity.ts'
import type { Found } from '../../sim/capacity/search.ts'
import type { Clock } from '../../sim/clock.ts'
import { tiers } from '../../sim/topology/tiers.ts'
import type { Prepared } from '../prepare-drill.ts'
import { capacityProgress } from './capacity-progress.ts'

export type ToMeasure = {
  readonly objectives: readonly Objective[]
  readonly command: string
  readonly seed: number
  readonly folder: string
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly units?: number
  readonly from?: number
  readonly quick?: true
  /** Seconds. */
  readonly maxDuration: number
  readonly keepLedgers?: true
  readonly quiet?: true
}

/** The trial next to the knee that passed, and where its time went. */
export type AtKnee = { readonly tried: Tried<JudgedTrial>; readonly split?: TimeSplit }
export type Measured = readonly UnitsMeasured<JudgedTrial, AtKnee | undefined>[]

/** Trials of a search, and how sure it has to be. */
export const searchKinds = {
  thorough: { goalShare: 0.05, trialMinS: 6, units: 3 },
  quick: { goalShare: 0.1, trialMinS: 3, units: 1 },
} as const

export function searchKindOf(quick: true | undefined) {
  return quick === true ? searchKinds.quick : searchKinds.thorough
}

/** Measures every unit count from 1 on, judged by the objectives, with progress on standard error. */
export async function measured(
  { loaded, configuration }: Prepared,
  options: ToMeasure,
): Promise<Measured> {
  const { scenario, configFolder } = loaded
  const { objectives, seed, folder, command, clock, signal, from } = options
  const { goalShare, trialMinS, units: usual } = searchKindOf(options.quick)
  const perUnitPerS = governedPerUnitOf(scenario.topology)
  const counts = options.units ?? Math.min(usual, tiers[scenario.topology.tier].unitsMax)
  const progress = capacityProgress({
    name: basename(folder),
    objectives: objectives.map(({ text }) => text),
    isQuiet: options.quiet === true,
  })
  return measureCapacity<JudgedTrial, AtKnee | undefined>({
    scenario,
    ...configuration,
    contentSource: configFolder,
    seed,
    folder,
    command,
    signal,
    clock,
    units: Array.from({ length: counts }, (_, index) => index + 1),
    goalShare,
    trialMinS,
    samplesNeeded: samplesNeededBy(objectives),
    maxDurationS: options.maxDuration,
    ...(from === undefined ? {} : { fromPerS: from }),
    keepsLedgers: options.keepLedgers === true,
    judge: (trial) =>
      judgeTrial(trial, {
        objectives,
        governedPerS: perUnitPerS === undefined ? undefined : perUnitPerS * trial.units,
        othersMax: goalShare,
      }),
    analyse: async (world, trials, found) => atKneeOf(world, trials, found),
    answeredOf: ({ counts }) => counts.ok + counts.rejected,
    onUnits: progress.units,
    onWarmUp: progress.warmUp,
    onTrial: progress.trial,
  })
}

function atKneeOf(
  folder: string,
  trials: readonly Tried<JudgedTrial>[],
  { knee, carriedPerS }: Found,
): AtKnee | undefined {
  const aroundPerS = knee?.ratePerS ?? carriedPerS
  const distance = ({ offered }: Tried<JudgedTrial>) => Math.abs(offered.ratePerS - aroundPerS)
  const [tried] = trials
    .filter(({ judged }) => judged.verdict === 'pass')
    .toSorted((a, b) => distance(a) - distance(b))
  if (tried === undefined) return undefined
  const split = timeSplitOf(folder, tried.offered.ledgers, tried.offered)
  return { tried, ...(split === undefined ? {} : { split }) }
}
