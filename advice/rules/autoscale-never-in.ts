import { defineRule } from '../define-rule.ts'
import { sources } from '../sources.ts'

/** Profiles that scale out and never in. */
export const autoscaleNeverIn = defineRule({
  id: 'autoscale-never-in',
  severity: 'low',
  reads: 'a scenario',
  finds: 'an autoscale profile that adds units and never takes them away',
  why: 'one busy hour is paid for until somebody notices, and the upper limit is used up by then',
  fix: 'add a rule with direction Decrease, with a longer cooldown than the one that adds',
  source: sources.wellArchitected,
  find({ scenario: given }) {
    const profiles = given?.scenario.scaling.autoscale?.profiles ?? []
    return profiles.flatMap(({ name, rules }, index) => {
      const directions = rules.map(({ scaleAction }) => scaleAction.direction)
      if (given === undefined) return []
      if (!directions.includes('Increase') || directions.includes('Decrease')) return []
      const at = given.placeOf(['scaling', 'autoscale', 'profiles', index])
      return [{ at, what: `profile ${name} only adds units` }]
    })
  },
})
