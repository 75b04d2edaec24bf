import type { ServiceFacts } from '../../ledger/launch/management.ts'
import type { Scenario } from '../../scenarios/schema.ts'
import type { Timing } from '../timing.ts'

/** How long the service's own operations take. Source: APIM, disaster recovery. */
const operations = {
  // A backup takes more than a minute, a restore half an hour or more.
  azure: { backupMs: 60_000, restoreMs: 1_800_000 },
  // So that both fit in a drill, and can still be told apart.
  drill: { backupMs: 1_000, restoreMs: 3_000 },
} as const

/** Polls in a row that an instance may miss before its location counts it as out of reach. */
const missedPollsMax = 3

/** Heartbeats in a row that a self-hosted gateway may miss. Assumed: not published. */
const missedHeartbeatsMax = 3

/** What the plane of a scenario knows of its service. */
export function serviceFactsOf(
  { topology, edge }: Scenario,
  { profile, syncPeriodMs, heartbeatMs }: Timing,
  storageFolder: string,
): ServiceFacts {
  return {
    tier: topology.tier,
    locations: Object.entries(topology.regions).map(([location, { zones, units }]) => ({
      location,
      zones,
      units,
    })),
    disabled: edge.disabled,
    storageFolder,
    ...operations[profile],
    silentAfterMs: missedPollsMax * syncPeriodMs,
    selfHosted: topology.selfHosted.map(({ name }) => name),
    disconnectedAfterMs: missedHeartbeatsMax * heartbeatMs,
  }
}

/** Whether something in the scenario publishes; faults may stand within others. */
export function changesConfiguration({ faults, edits }: Scenario): boolean {
  const publishing = /"kind":"(config-|key-rotation|publish-|vault-)/
  return edits.length > 0 || publishing.test(JSON.stringify(faults))
}
