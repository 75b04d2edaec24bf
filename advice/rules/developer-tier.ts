import { defineRule } from '../define-rule.ts'
import { sources } from '../sources.ts'

/** The tier that has no SLA. */
export const developerTier = defineRule({
  id: 'developer-tier',
  severity: 'high',
  reads: 'a scenario',
  finds: 'the Developer tier',
  why: 'it has no SLA and one unit, so that maintenance alone makes it unavailable',
  fix: 'use Standard v2 or a Premium tier for what users depend on',
  source: sources.wellArchitected,
  find({ scenario: given }) {
    if (given?.scenario.topology.tier !== 'developer') return []
    return [{ at: given.placeOf(['topology', 'tier']), what: 'the tier is Developer' }]
  },
})
