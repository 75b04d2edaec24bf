import { highestRateOf } from '../../ledger/launch/arrivals.ts'
import {
  type CapacityDocument,
  capacityFormat,
  type MeasuredUnits,
} from '../../reports/capacity/capacity-document.ts'
import { trialRowOf } from '../../reports/capacity/trial-row.ts'
import { unitsText } from '../../reports/capacity/words.ts'
import type { Objective } from '../../reports/objectives/objective.ts'
import { slaSource } from '../../scenarios/declared-sla.ts'
import type { Scenario } from '../../scenarios/schema.ts'
import { autoscaleGaps, scaleOutOf } from '../../sim/capacity/autoscale-gap.ts'
import { carriesOf } from '../../sim/capacity/carried.ts'
import { governedPerUnitOf } from '../../sim/capacity/governed.ts'
import { headroomOf } from '../../sim/capacity/headroom.ts'
import { planOf } from '../../sim/capacity/plan.ts'
import { fitUsl, type UslResult } from '../../sim/capacity/usl.ts'
import { hostFacts, versions } from '../../sim/run-folder.ts'
import type { Timing } from '../../sim/timing.ts'
import { remarksOf } from './capacity-remarks.ts'
import { type Measured, searchKindOf } from './measured.ts'

export type Asked = {
  readonly objectives: readonly Objective[]
  readonly command: string
  readonly startedAt: string
  readonly seed: number
  readonly peak?: number
  readonly price?: number
  readonly quick?: true
}

/** Puts together what was measured and what follows from it. */
export function capacityDocumentOf(
  scenario: Scenario,
  timing: Timing,
  measured: Measured,
  asked: Asked,
): CapacityDocument {
  const { objectives, command, startedAt, seed } = asked
  const units = measured.map(unitsOf)
  const unknown = units.filter(({ end }) => end !== 'settled')
  const governed = governedPerUnitOf(scenario.topology)
  const law = fitUsl(
    units.flatMap(({ units: count, knee }) =>
      knee === undefined ? [] : [{ units: count, ratePerS: knee.ratePerS }],
    ),
  )
  const plan = plannedOf(scenario, timing, { units, law, asked })
  const [first] = unknown
  return {
    format: capacityFormat,
    scenario: scenario.name,
    tier: scenario.topology.tier,
    verdict: first === undefined ? 'pass' : 'inconclusive',
    why:
      first === undefined
        ? 'the knee of each unit count is known as well as was asked for'
        : `${unitsText(first.units)}: ${first.why ?? first.end}`,
    slo: objectives.map(({ text }) => text),
    ...(governed === undefined ? {} : { governedPerUnitPerS: governed }),
    goalShare: searchKindOf(asked.quick).goalShare,
    units,
    ...(law.fit === undefined ? {} : { law: law.fit }),
    ...(law.doubt === undefined ? {} : { lawDoubt: law.doubt }),
    ...(plan === undefined ? {} : { plan }),
    remarks: [...remarksOf(scenario, units, governed)],
    provenance: {
      command,
      seed,
      startedAt,
      versions: { ...versions() },
      host: hostFacts(),
    },
  }
}

function unitsOf({ units, found, trials, analysed }: Measured[number]): MeasuredUnits {
  const { end, knee, carriedPerS, why = whyOf(found.end, trials) } = found
  return {
    units,
    end,
    ...(why === undefined ? {} : { why }),
    ...(knee === undefined ? {} : { knee }),
    carriedPerS,
    ...(analysed === undefined
      ? {}
      : {
          atKnee: {
            ratePerS: analysed.tried.offered.ratePerS,
            processorsPerUnit: analysed.tried.offered.processors / units,
            residentMbPerUnit: analysed.tried.offered.residentMb / units,
            ...(analysed.split === undefined ? {} : { split: analysed.split }),
          },
        }),
    trials: trials.map(({ offered, judged }) => trialRowOf(offered, judged)),
  }
}

function whyOf(end: MeasuredUnits['end'], trials: Measured[number]['trials']): string | undefined {
  const last = trials.at(-1)
  const rate = `${(last?.offered.ratePerS ?? 0).toFixed(0)}/s`
  switch (end) {
    case 'below-lowest':
      return `the knee is below ${rate}, the lowest rate at which a trial has enough samples: ${last?.judged.why}`
    case 'above-highest':
      return `even ${rate} is carried, the highest rate that is tried`
    case 'out-of-time':
      return 'the time was over before one rate passed and another failed; allow more with --max-duration, or begin nearer with --from'
    case 'unsettled':
      return 'time or trials were over with a wider interval than was asked for'
    case 'settled':
    case 'unclear':
      return undefined
  }
}

type ToPlan = {
  readonly units: readonly MeasuredUnits[]
  readonly law: UslResult
  readonly asked: Asked
}

function plannedOf(
  scenario: Scenario,
  { platformMinuteMs }: Timing,
  { units, law, asked }: ToPlan,
): CapacityDocument['plan'] {
  const rates = units
    .map(({ units: count, knee, carriedPerS }) => ({
      units: count,
      ratePerS: knee?.ratePerS ?? carriedPerS,
    }))
    .filter(({ ratePerS }) => ratePerS > 0)
  if (rates.length === 0) return undefined
  const { topology, load } = scenario
  const usable = law.doubt === undefined ? law.fit : undefined
  const carries = carriesOf(rates, usable)
  const peakPerS = asked.peak ?? highestRateOf(load)
  const [primary] = Object.values(topology.regions)
  const rule = scaleOutOf(scenario)
  const primaryUnits = primary?.units ?? 1
  const rise = { fromPerS: load.ratePerS, toPerS: peakPerS, units: primaryUnits, carries }
  const ofScenario = load.ramp === undefined ? [] : [(load.ramp.overS * 1_000) / platformMinuteMs]
  return {
    peakPerS,
    perUnit: carries(tierBeyond(rates)).source,
    options: [
      ...planOf({
        tier: topology.tier,
        peakPerS,
        carries,
        ...(asked.price === undefined ? {} : { pricePerUnit: asked.price }),
      }),
    ],
    today: headroomOf(topology, carries, peakPerS),
    autoscale: {
      isInTier: !['developer', 'consumption'].includes(topology.tier),
      rule,
      fromPerS: load.ratePerS,
      gaps: [...autoscaleGaps(rise, rule, ofScenario)],
    },
    slaSource,
  }
}

/** The first count that was not measured: what stands for all others. */
function tierBeyond(rates: readonly { readonly units: number }[]): number {
  return Math.max(...rates.map(({ units }) => units)) + 1
}
