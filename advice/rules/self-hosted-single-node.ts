import { defineRule } from '../define-rule.ts'
import { sources } from '../sources.ts'

/** A self-hosted gateway of one node. */
export const selfHostedSingleNode = defineRule({
  id: 'self-hosted-single-node',
  severity: 'medium',
  reads: 'a scenario',
  finds: 'a self-hosted gateway with one node',
  why: 'each update and each lost node is an outage of that gateway',
  fix: 'run at least two replicas, and spread them over nodes or zones',
  source: sources.selfHosted,
  find({ scenario: given }) {
    if (given === undefined) return []
    return given.scenario.topology.selfHosted.flatMap(({ name, nodes }, index) => {
      const at = given.placeOf(['topology', 'selfHosted', index])
      return nodes > 1 ? [] : [{ at, what: `${name} runs on one node` }]
    })
  },
})
