import type { Problem } from '../../ledger/errors.ts'
import { type RevisionContent, revisionOf } from '../../ledger/revision.ts'
import type { PlacedInstance } from '../../ledger/run.ts'
import type { Standby } from '../../scenarios/schema/standby.ts'
import type { Scenario } from '../../scenarios/schema.ts'
import { worldErrorCodes, worldProblem } from '../errors.ts'

/** What a service has that nobody has configured yet. */
export const emptyContent: RevisionContent = {
  source: 'nothing yet',
  apis: [],
  products: [],
  subscriptions: [],
  backends: [],
  namedValues: [],
  fragments: [],
  versionSets: [],
}

/** The first revision of a standby's gateways. */
export const emptyRevision = revisionOf(1, emptyContent)

/** Whether an instance is of the standby service; gateways elsewhere are of the first one. */
export function isOfStandby(
  { region, gateway }: Pick<PlacedInstance, 'region' | 'gateway'>,
  standby: Standby | undefined,
): boolean {
  return gateway === undefined && region === standby?.region
}

/** What a scenario says of a standby that cannot be. */
export function standbyProblems({ standby, topology, edits }: Scenario): readonly Problem[] {
  const [primary = '', ...others] = Object.keys(topology.regions)
  if (standby === undefined) {
    const index = edits.findIndex(({ service }) => service !== undefined)
    if (index < 0) return []
    return [
      worldProblem({
        code: worldErrorCodes.topologyUnknownRegion,
        where: `edits[${index}].service`,
        what: 'there is no standby service',
        why: 'the scenario has no standby',
        fix: "say which region it has: standby: { region: 'northeurope' }",
      }),
    ]
  }
  if (others.includes(standby.region)) return []
  return [
    worldProblem({
      code: worldErrorCodes.topologyUnknownRegion,
      where: 'standby.region',
      what: `${standby.region} cannot be the region of a standby`,
      why:
        standby.region === primary
          ? 'the first region is that of the service itself'
          : `the scenario has ${[primary, ...others].join(', ')}`,
      fix: others.length === 0 ? 'add a region to topology' : `name one of ${others.join(', ')}`,
    }),
  ]
}
