import type { Problem } from '../../ledger/errors.ts'
import { nearestOf } from '../../scenarios/nearest.ts'
import type { Scenario } from '../../scenarios/schema.ts'
import { worldErrorCodes } from '../errors.ts'
import { locationsOf } from './places.ts'

/** What the edge, the network and the populations say of regions and gateways that are not there. */
export function edgeProblems(scenario: Scenario): readonly Problem[] {
  const { topology, edge, network, load } = scenario
  const regions = Object.keys(topology.regions)
  const populations = load.populations ?? []
  const gateways = [...topology.workspaces, ...topology.selfHosted].map(({ name }) => name)
  const clientRegions = populations.flatMap(({ region }) => region ?? [])
  const places = [...new Set([...locationsOf(topology), ...clientRegions])]
  return [
    ...Object.keys(edge.priorities).flatMap((name) => unknown('edge.priorities', name, regions)),
    ...Object.keys(edge.weights).flatMap((name) => unknown('edge.weights', name, regions)),
    ...Object.entries(edge.custom).flatMap(([from, names]) => [
      ...unknown('edge.custom', from, [...new Set([...regions, ...clientRegions])]),
      ...names.flatMap((name) => unknown(`edge.custom.${from}`, name, regions)),
    ]),
    ...edge.disabled.flatMap((name) => unknown('edge.disabled', name, regions)),
    ...Object.entries(network.pairsMs).flatMap(([from, others]) =>
      [from, ...Object.keys(others)].flatMap((name) => unknown('network.pairsMs', name, places)),
    ),
    ...populations.flatMap(({ enters }, index) =>
      enters === undefined
        ? []
        : unknown(`load.populations[${index}].enters`, enters, [...regions, ...gateways]),
    ),
    ...populationNameProblems(populations.map(({ name }) => name)),
    ...disabledProblems(scenario, regions),
  ]
}

function unknown(where: string, name: string, known: readonly string[]): Problem[] {
  if (known.includes(name)) return []
  const nearest = nearestOf(name, known)
  return [
    {
      code: worldErrorCodes.topologyUnknownRegion,
      where,
      what: `there is no ${name}`,
      why: `the scenario has ${known.join(', ')}`,
      fix: nearest === undefined ? 'name one of these' : `write ${nearest}`,
    },
  ]
}

function populationNameProblems(names: readonly string[]): Problem[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))].map((name) => ({
    code: worldErrorCodes.topologyNameTaken,
    where: 'load.populations',
    what: `two populations are called ${name}`,
    why: 'the client ledger tells them apart by their names',
    fix: 'call one of them otherwise',
  }))
}

/** Source: APIM, deploy to multiple regions, disable routing to a regional gateway. */
function disabledProblems({ edge }: Scenario, regions: readonly string[]): Problem[] {
  const problem = (what: string, why: string, fix: string) => {
    const code = worldErrorCodes.topologyDisableGateway
    return [{ code, where: 'edge.disabled', what, why, fix }]
  }
  if (edge.disabled.length === 0) return []
  if (edge.kind === 'direct') {
    const why = 'disableGateway ends the routing to a region, and direct clients are not routed'
    return problem('a disabled gateway without a router', why, 'edge.kind: traffic-manager')
  }
  if (edge.routing !== 'performance') {
    const why = `disableGateway works with the built-in routing alone, which is performance`
    return problem(`a disabled gateway with routing ${edge.routing}`, why, 'routing: performance')
  }
  if (regions.every((region) => edge.disabled.includes(region))) {
    const why = 'nobody could be sent anywhere'
    return problem('every gateway is disabled', why, 'leave one region enabled')
  }
  return []
}
