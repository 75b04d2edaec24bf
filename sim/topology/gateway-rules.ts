import type { Problem } from '../../ledger/errors.ts'
import type { TopologyInput } from '../../scenarios/schema.ts'
import { worldErrorCodes } from '../errors.ts'
import { type Tier, tiers } from './tiers.ts'

/** Source: APIM, self-hosted gateway overview: gateway resources of a service. */
const selfHostedMax = 25

/** What the tier forbids of self-hosted and workspace gateways, and names that are taken. */
export function gatewayProblems(topology: TopologyInput): readonly Problem[] {
  const tier = tiers[topology.tier]
  return [
    ...selfHostedProblems(tier, topology.selfHosted),
    ...workspaceProblems(tier, topology),
    ...nameProblems(topology),
  ]
}

function selfHostedProblems(tier: Tier, selfHosted: TopologyInput['selfHosted']): Problem[] {
  if (selfHosted.length === 0) return []
  if (tier.selfHostedNodesMax === 0) {
    return [
      {
        code: worldErrorCodes.topologySelfHostedNotInTier,
        where: 'topology.selfHosted',
        what: `${selfHosted.length} self-hosted gateways in tier ${tier.title}`,
        why: `${titlesWhere((other) => other.selfHostedNodesMax > 0)} have self-hosted gateways`,
        fix: 'leave selfHosted out, or use tier premium',
      },
    ]
  }
  const tooMany = {
    code: worldErrorCodes.topologyTooManyGateways,
    where: 'topology.selfHosted',
    what: `${selfHosted.length} self-hosted gateways`,
    why: `a service has at most ${selfHostedMax}`,
    fix: `keep ${selfHostedMax}`,
  }
  return [
    ...(selfHosted.length > selfHostedMax ? [tooMany] : []),
    ...selfHosted
      .filter(({ nodes }) => nodes > tier.selfHostedNodesMax)
      .map(({ name, nodes }) => ({
        code: worldErrorCodes.topologyTooManyNodes,
        where: `topology.selfHosted ${name}`,
        what: `${nodes} nodes in tier ${tier.title}`,
        why: `in ${tier.title} a self-hosted gateway has ${tier.selfHostedNodesMax} node`,
        fix: `nodes: ${tier.selfHostedNodesMax} here, or tier premium`,
      })),
  ]
}

function workspaceProblems(tier: Tier, { workspaces, regions }: TopologyInput): Problem[] {
  if (workspaces.length === 0) return []
  if (!tier.hasWorkspaceGateways) {
    return [
      {
        code: worldErrorCodes.topologyWorkspaceNotInTier,
        where: 'topology.workspaces',
        what: `${workspaces.length} workspace gateways in tier ${tier.title}`,
        why: `${titlesWhere((other) => other.hasWorkspaceGateways)} have workspace gateways`,
        fix: 'leave workspaces out, or use tier premium',
      },
    ]
  }
  const [primary = ''] = Object.keys(regions)
  return workspaces
    .filter(({ region = primary }) => region !== primary)
    .map(({ name, region }) => ({
      code: worldErrorCodes.topologyWorkspaceRegion,
      where: `topology.workspaces ${name}`,
      what: `a workspace gateway in ${region}`,
      why: `a workspace gateway stands in the primary region, ${primary}, and in no other`,
      fix: `region: ${primary}, or leave it out`,
    }))
}

/** Gateways and regions have edges, which go by their names. */
function nameProblems({ regions, selfHosted, workspaces }: TopologyInput): Problem[] {
  const taken = new Set(Object.keys(regions))
  return [...workspaces, ...selfHosted].flatMap(({ name }) => {
    const isTaken = taken.has(name)
    taken.add(name)
    if (!isTaken) return []
    return [
      {
        code: worldErrorCodes.topologyNameTaken,
        where: `topology gateway ${name}`,
        what: `two parts of the topology are called ${name}`,
        why: 'a region, a workspace gateway and a self-hosted gateway each need a name of their own',
        fix: 'call it otherwise',
      },
    ]
  })
}

function titlesWhere(isMeant: (tier: Tier) => boolean): string {
  return Object.values(tiers)
    .filter(isMeant)
    .map(({ title }) => title)
    .join(' and ')
}
