import { defineRule } from '../define-rule.ts'
import { sources } from '../sources.ts'

/** A self-hosted gateway that cannot start without Azure. */
export const selfHostedNoBackup = defineRule({
  id: 'self-hosted-no-backup',
  severity: 'medium',
  reads: 'a scenario',
  finds: 'a self-hosted gateway that keeps no copy of its configuration',
  why: 'a node that starts while Azure is out of reach has nothing to serve',
  fix: 'mount a volume for the local copy of the configuration (keepsBackup: true)',
  source: sources.selfHosted,
  find({ scenario: given }) {
    if (given === undefined) return []
    return given.scenario.topology.selfHosted.flatMap(({ name, keepsBackup }, index) => {
      const at = given.placeOf(['topology', 'selfHosted', index])
      return keepsBackup ? [] : [{ at, what: `${name} keeps none` }]
    })
  },
})
