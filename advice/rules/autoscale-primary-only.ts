import { defineRule } from '../define-rule.ts'
import { sources } from '../sources.ts'

/** Regions that autoscale does not reach. */
export const autoscalePrimaryOnly = defineRule({
  id: 'autoscale-primary-only',
  severity: 'medium',
  reads: 'a scenario',
  finds: 'autoscale with several regions',
  why: 'autoscale changes the primary region alone; the others keep their units when clients move there',
  fix: 'provision the other regions for the load of a lost one, or scale them by an alert of your own',
  source: sources.wellArchitected,
  find({ scenario: given }) {
    if (given === undefined) return []
    const { topology, scaling } = given.scenario
    const [primary, ...others] = Object.keys(topology.regions)
    if (scaling.autoscale === undefined || others.length === 0) return []
    const at = given.placeOf(['scaling', 'autoscale'])
    return [{ at, what: `it scales ${primary}, and not ${others.join(', ')}` }]
  },
})
