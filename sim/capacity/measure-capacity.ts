import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { GatedrillError } from '../../ledger/errors.ts'
import type { Scenario } from '../../scenarios/schema.ts'
import type { Clock } from '../clock.ts'
import type { RunOptions } from '../open-run.ts'
import { planDrill } from '../plan-drill.ts'
import { capacityOf } from '../topology/capacity.ts'
import { tiers } from '../topology/tiers.ts'
import { type Found, searchKnee, type TrialVerdict } from './search.ts'
import { trialScenarioOf } from './trial-scenario.ts'
import { inTrialWorld, type OfferedTrial } from './trial-world.ts'

export type CapacityOptions<Judged extends TrialVerdict, Analysed> = Omit<
  RunOptions,
  'isWithoutLoad' | 'onProgress'
> & {
  readonly clock: Clock
  /** Unit counts to measure, ascending. */
  readonly units: readonly number[]
  /** Half the interval that is good enough, as a share of the knee. */
  readonly goalShare: number
  /** Samples without which the objectives judge nothing. */
  readonly samplesNeeded: number
  readonly trialMinS: number
  readonly maxDurationS: number
  /** The first rate of one unit; absent: from the governor, or else the scenario's load. */
  readonly fromPerS?: number
  /** Ledgers and logs of the trials stay. */
  readonly keepsLedgers?: boolean
  /** Judges a trial from its clients' ledgers. */
  judge(trial: OfferedTrial): Judged
  /** What is to be learned of a world before its ledgers go. */
  analyse(folder: string, trials: readonly Tried<Judged>[], found: Found): Promise<Analysed>
  onTrial?(tried: Tried<Judged>): void
  onUnits?(units: number): void
}

export type Tried<Judged> = { readonly offered: OfferedTrial; readonly judged: Judged }

/** What was found of so many units. */
export type UnitsMeasured<Judged, Analysed> = {
  readonly units: number
  readonly found: Found
  readonly trials: readonly Tried<Judged>[]
  /** Absent when the world failed. */
  readonly analysed: Analysed | undefined
}

/** A trial that takes longer is a search of hours. */
const trialMaxS = 60
/** More than are needed: some are rejected, and a Poisson count has its days. */
const samplesSpare = 1.15
const trialsMax = 28
const highestPerS = 50_000
/** What is expected of several units is a little less than of one so many times. */
const expectedShare = 0.8
/** From the end of a trial to the begin of the next, about. */
const betweenTrialsS = 3

/**
 * Measures what units of the scenario carry: a world for each count, one after the other, and in
 * each a search for the knee. Rejects with the signal's reason when it is aborted; no process
 * outlives this.
 */
export async function measureCapacity<Judged extends TrialVerdict, Analysed>(
  options: CapacityOptions<Judged, Analysed>,
): Promise<readonly UnitsMeasured<Judged, Analysed>[]> {
  const { clock, units, maxDurationS } = options
  // Said now, and not after the search for fewer of them.
  planDrill(trialScenarioOf(options.scenario, Math.max(...units)))
  const endUs = clock.nowUs() + maxDurationS * 1e6
  const measured: UnitsMeasured<Judged, Analysed>[] = []
  for (const [index, count] of units.entries()) {
    options.onUnits?.(count)
    const before = measured.at(-1)
    const kneePerS = before?.found.knee?.ratePerS
    const expectedPerS =
      before === undefined || kneePerS === undefined
        ? undefined
        : (kneePerS / before.units) * count * expectedShare
    const leftUs = (endUs - clock.nowUs()) / (units.length - index)
    const toMeasure = { units: count, expectedPerS, untilUs: clock.nowUs() + leftUs }
    try {
      measured.push(await measureUnits(options, toMeasure))
    } catch (error) {
      // What was measured of fewer units stays true.
      if (before === undefined || !(error instanceof GatedrillError)) throw error
      measured.push({ units: count, found: failed(error), trials: [], analysed: undefined })
    }
  }
  return measured
}

function failed({ problems, message }: GatedrillError): Found {
  const [first] = problems
  const what = first === undefined ? message : `${first.where}: ${first.what}`
  return { end: 'unclear', carriedPerS: 0, why: `its world failed: ${what}` }
}

type ToMeasure = {
  readonly units: number
  readonly expectedPerS: number | undefined
  readonly untilUs: number
}

async function measureUnits<Judged extends TrialVerdict, Analysed>(
  options: CapacityOptions<Judged, Analysed>,
  { units, expectedPerS, untilUs }: ToMeasure,
): Promise<UnitsMeasured<Judged, Analysed>> {
  const { clock, goalShare, keepsLedgers = false } = options
  const scenario = trialScenarioOf(options.scenario, units)
  const folder = join(options.folder, `units-${units}`)
  const lowestPerS = lowestRateOf(options)
  const startPerS = Math.max(lowestPerS, expectedPerS ?? startRateOf(scenario, options) * units)
  const trials: Tried<Judged>[] = []
  let lastS = options.trialMinS
  const found = await inTrialWorld({ ...options, scenario, folder }, async (world) => {
    // Code that has never run takes several times as long: what the first one offers is not judged.
    await world.offer({ ratePerS: startPerS, durationS: options.trialMinS })
    return searchKnee({
      startPerS,
      lowestPerS,
      highestPerS,
      goalShare,
      trialsMax,
      hasTime: () => clock.nowUs() + (lastS + betweenTrialsS) * 1e6 < untilUs,
      try: async (ratePerS) => {
        lastS = trialDurationOf(ratePerS, options)
        const offered = await world.offer({ ratePerS, durationS: lastS })
        const judged = options.judge(offered)
        const tried = { offered, judged }
        trials.push(tried)
        options.onTrial?.(tried)
        return judged
      },
    })
  })
  const analysed = await options.analyse(folder, trials, found)
  if (!keepsLedgers) rmSync(folder, { recursive: true, force: true })
  return { units, found, trials, analysed }
}

type TrialRules = { readonly samplesNeeded: number; readonly trialMinS: number }

/** Long enough for the samples that the objectives need. */
export function trialDurationOf(
  ratePerS: number,
  { samplesNeeded, trialMinS }: TrialRules,
): number {
  return Math.min(trialMaxS, Math.max(trialMinS, (samplesNeeded * samplesSpare) / ratePerS))
}

/** Below it no trial has enough samples. */
export function lowestRateOf({ samplesNeeded }: Pick<TrialRules, 'samplesNeeded'>): number {
  return (samplesNeeded * samplesSpare) / trialMaxS
}

/** Of one unit: half of what its governor lets through, or else a part of the scenario's load. */
function startRateOf(scenario: Scenario, { fromPerS }: { readonly fromPerS?: number }): number {
  const { topology, load } = scenario
  const governed = capacityOf(topology)
  if (fromPerS !== undefined) return fromPerS
  if (governed === undefined) return load.ratePerS / 2
  return (governed.ratePerS * tiers[topology.tier].instancesPerUnit) / 2
}
