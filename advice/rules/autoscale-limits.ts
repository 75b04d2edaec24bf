import { stepOf } from '../../sim/scaling/scaling-rules.ts'
import { defineRule } from '../define-rule.ts'
import { sources } from '../sources.ts'

/** Limits and steps of autoscale that zones cannot share evenly. */
export const autoscaleLimits = defineRule({
  id: 'autoscale-limits',
  severity: 'high',
  reads: 'a scenario',
  finds: 'autoscale limits or steps of zone-redundant units that are no multiple of the zones',
  why: 'the service refuses such a number of units, so that it does not scale at all',
  fix: 'make minimum, maximum, default and step multiples of the number of zones',
  source: sources.autoscale,
  find({ scenario: given }) {
    if (given === undefined) return []
    const { topology, scaling } = given.scenario
    const [primary = ''] = Object.keys(topology.regions)
    const step = stepOf(topology, primary)
    return (scaling.autoscale?.profiles ?? []).flatMap(({ name, capacity, rules }, index) => {
      const profile = ['scaling', 'autoscale', 'profiles', index]
      const limits = (['minimum', 'maximum', 'default'] as const).map((limit) => ({
        path: [...profile, 'capacity', limit],
        what: `${limit} of profile ${name}`,
        units: capacity[limit],
      }))
      const steps = rules.flatMap(({ scaleAction: { type, value } }, rule) =>
        type === 'PercentChangeCount'
          ? []
          : [
              {
                path: [...profile, 'rules', rule, 'scaleAction', 'value'],
                what: `step ${rule + 1} of profile ${name}`,
                units: value,
              },
            ],
      )
      return [...limits, ...steps]
        .filter(({ units }) => units % step !== 0)
        .map(({ path, what, units }) => ({
          at: given.placeOf(path),
          what: `${what} is ${units}, and ${primary} has ${step} zones`,
        }))
    })
  },
})
