import { cpus } from 'node:os'
import type { MeasuredUnits } from '../../reports/capacity/capacity-document.ts'
import { unitsText } from '../../reports/capacity/words.ts'
import { percentText } from '../../reports/format.ts'
import type { Scenario } from '../../scenarios/schema.ts'
import { tiers } from '../../sim/topology/tiers.ts'

/** More of the requests than this being turned away makes another test of it. */
const rejectedShareMax = 0.05

/** What a reader must know before believing the numbers. */
export function remarksOf(
  { topology }: Scenario,
  units: readonly MeasuredUnits[],
  governedPerS: number | undefined,
): readonly string[] {
  const { note } = tiers[topology.tier]
  const cores = cpus().length
  const meaning =
    governedPerS === undefined
      ? `no capacity of a unit is set (topology.capacity.perUnitRps), so this machine is measured: its ${cores} cores are ` +
        'shared by instances, generator, backends and links, and several units share them too. To measure a ' +
        'unit of a given size give each process its cores (taskset, a container with limits); to plan, set perUnitRps'
      : `units are governed: each lets ${governedPerS} requests/s through. This plans with that number and your policies' ` +
        'objectives; it does not measure what a unit of the service carries'
  return [
    meaning,
    ...(note === undefined ? [] : [note]),
    ...units.flatMap((measured) => rejectedRemark(measured)),
    ...units.flatMap(({ units: count, knee, carriedPerS }) =>
      knee === undefined && carriedPerS > 0
        ? [
            `${unitsText(count)}: the knee is not known, and the plan goes by what was carried at least`,
          ]
        : [],
    ),
  ]
}

function rejectedRemark({ units, atKnee, trials }: MeasuredUnits): readonly string[] {
  const trial = trials.find(({ ratePerS }) => ratePerS === atKnee?.ratePerS)
  if (trial === undefined || trial.offered === 0) return []
  const share = trial.rejected / trial.offered
  if (share <= rejectedShareMax) return []
  return [
    `${unitsText(units)}: ${percentText(share * 100)} of the requests at the knee were turned away by limits of the ` +
      'configuration (429, 403), which costs less than serving them: raise the limits to measure without them',
  ]
}
