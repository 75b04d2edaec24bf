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
import { warmUp } from './warm-up.ts'

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
  /** Requests of a trial that got an answer, good or not. */
  answeredOf(judged: Judged): number
  /** What is to be learned of a world before its ledgers go. */
  analyse(folder: string, trials: readonly Tried<Judged>[], found: Found): Promise<Analysed>
  /** Of what is offered before the first trial, and not counted. */
  onWarmUp?(tried: Tried<Judged>): void
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
/** What is expected of several units that are governed is a little less than of one so many times. */
const expectedShare = 0.8
/** Several that share a machine may carry less than one alone: where to begin, as a share of what it carries. */
const sharedShare = 0.5
/**
 * Answers of an instance after which its code is compiled for good: each of the first 2,000 costs twice
 * what one costs after so many.
 */
const warmAnswers = 10_000
/** Of the time of a unit count, at most; and no longer than this where something else is slow. */
const warmUpShare = 1 / 3
const warmUpMaxS = 90
/** More is offered at a time than in a trial: nothing is decided in between. */
const warmUpTrials = 2
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
    const expectedPerS = expectedRateOf(options.scenario, before, count)
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
  const found = await inTrialWorld({ ...options, scenario, folder }, async (world) => {
    const offering: Offering<Judged> = {
      offer: async (ratePerS, durationS) => {
        const offered = await world.offer({ ratePerS, durationS })
        return { offered, judged: options.judge(offered) }
      },
      hasTimeFor: (durationS, endUs) => clock.nowUs() + (durationS + betweenTrialsS) * 1e6 < endUs,
    }
    const isGoverned = capacityOf(scenario.topology) !== undefined
    const toWarmUp = { startPerS, lowestPerS, untilUs, instances: world.instances }
    const firstPerS = isGoverned
      ? await warmedUpOnce(options, startPerS, offering)
      : await warmedUp(options, toWarmUp, offering)
    let lastS = options.trialMinS
    return searchKnee({
      startPerS: firstPerS,
      lowestPerS,
      highestPerS,
      goalShare,
      trialsMax,
      hasTime: () => offering.hasTimeFor(lastS, untilUs),
      try: async (ratePerS) => {
        lastS = trialDurationOf(ratePerS, options)
        const tried = await offering.offer(ratePerS, lastS)
        trials.push(tried)
        options.onTrial?.(tried)
        return tried.judged
      },
    })
  })
  const analysed = await options.analyse(folder, trials, found)
  if (!keepsLedgers) rmSync(folder, { recursive: true, force: true })
  return { units, found, trials, analysed }
}

type Offering<Judged> = {
  offer(ratePerS: number, durationS: number): Promise<Tried<Judged>>
  hasTimeFor(durationS: number, endUs: number): boolean
}

/** What governors limit is carried by code that is half as fast, too. */
async function warmedUpOnce<Judged extends TrialVerdict, Analysed>(
  { trialMinS, onWarmUp }: CapacityOptions<Judged, Analysed>,
  startPerS: number,
  { offer }: Offering<Judged>,
): Promise<number> {
  onWarmUp?.(await offer(startPerS, trialMinS))
  return startPerS
}

type ToWarmUp = {
  readonly startPerS: number
  readonly lowestPerS: number
  readonly untilUs: number
  readonly instances: number
}

/** Resolves to the rate of the first trial. */
function warmedUp<Judged extends TrialVerdict, Analysed>(
  options: CapacityOptions<Judged, Analysed>,
  { startPerS, lowestPerS, untilUs, instances }: ToWarmUp,
  { offer, hasTimeFor }: Offering<Judged>,
): Promise<number> {
  const beginUs = options.clock.nowUs()
  const endUs = beginUs + Math.min((untilUs - beginUs) * warmUpShare, warmUpMaxS * 1e6)
  const durationS = options.trialMinS * warmUpTrials
  return warmUp({
    startPerS,
    lowestPerS,
    highestPerS,
    answers: warmAnswers * instances,
    hasTime: () => hasTimeFor(durationS, endUs),
    offer: async (ratePerS) => {
      const tried = await offer(ratePerS, durationS)
      options.onWarmUp?.(tried)
      const { judged, offered } = tried
      return {
        verdict: judged.verdict,
        answered: options.answeredOf(judged),
        busyShare: offered.machineUse?.busyShare,
      }
    },
  })
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

/** Of several units, by what the fewer before them carried; undefined when that is not known. */
function expectedRateOf(
  { topology }: Scenario,
  before: Pick<UnitsMeasured<unknown, unknown>, 'units' | 'found'> | undefined,
  units: number,
): number | undefined {
  const kneePerS = before?.found.knee?.ratePerS
  if (before === undefined || kneePerS === undefined) return undefined
  const isGoverned = capacityOf(topology) !== undefined
  return isGoverned ? (kneePerS / before.units) * units * expectedShare : kneePerS * sharedShare
}

/** Of one unit: half of what its governor lets through, or else a part of the scenario's load. */
function startRateOf(scenario: Scenario, { fromPerS }: { readonly fromPerS?: number }): number {
  const { topology, load } = scenario
  const governed = capacityOf(topology)
  if (fromPerS !== undefined) return fromPerS
  if (governed === undefined) return load.ratePerS / 2
  return (governed.ratePerS * tiers[topology.tier].instancesPerUnit) / 2
}
