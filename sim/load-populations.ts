import type { Endpoint } from '../ledger/launch/gateway.ts'
import type { LaunchedPopulation, LaunchedResolver } from '../ledger/launch/load.ts'
import { gatewayHost } from '../ledger/launch/router.ts'
import { clientOf, directPlaceOf, type PlacedPopulation, populationsOf } from './entrances.ts'
import type { LaunchContext } from './launches.ts'
import { edgeKindOf } from './topology/places.ts'
import { edgeOf, linkIdOf } from './wiring.ts'

type Context = Pick<LaunchContext, 'scenario' | 'regions' | 'timing'>
type EndpointOf = (linkId: string) => Endpoint
type Credentialed = Pick<PlacedPopulation, 'credentials'>

/** A resolver gives a question up after this, as most do. Source: resolv.conf(5), timeout. */
const questionMs = 5_000

/** The populations of a load, each with its way into the world. */
export function launchedPopulationsOf(
  context: Context,
  endpointOf: EndpointOf,
  tokenEndpoint: () => Endpoint,
): LaunchedPopulation[] {
  return populationsOf(context.scenario).map((population) => {
    const { name, share, connections, keepAlive } = population
    return {
      ...{ name, share, connections, keepAlive },
      ...wayOf(context, population, endpointOf),
      ...habitsOf(population),
      ...tokensOf(population, tokenEndpoint),
    }
  })
}

function habitsOf(population: PlacedPopulation): Partial<LaunchedPopulation> {
  const { retry, connectionMaxAgeS, connectionMaxRequests, answerBytesMax } = population
  return {
    ...(retry === undefined ? {} : { retry }),
    ...(connectionMaxAgeS === undefined ? {} : { connectionMaxAgeMs: connectionMaxAgeS * 1_000 }),
    ...(connectionMaxRequests === undefined ? {} : { connectionMaxRequests }),
    answerBytesMax,
  }
}

function tokensOf(
  { credentials }: Credentialed,
  tokenEndpoint: () => Endpoint,
): Pick<LaunchedPopulation, 'tokens'> {
  const { token } = credentials ?? {}
  return token === undefined ? {} : { tokens: { ...token, endpoint: tokenEndpoint() } }
}

/** To an edge or a front door there is one address; a traffic manager is asked for it. */
function wayOf(
  { scenario, regions, timing }: Context,
  population: PlacedPopulation,
  endpointOf: EndpointOf,
): Pick<LaunchedPopulation, 'target' | 'resolver'> {
  const kind = edgeKindOf(scenario)
  const client = clientOf(population.region, regions[0] ?? '')
  const place = directPlaceOf(scenario, population)
  if (place !== undefined) return { target: endpointOf(linkIdOf(client, edgeOf(place))) }
  if (kind !== 'traffic-manager') return { target: endpointOf(linkIdOf(client, kind)) }
  const addresses = regions.map((region) => [region, endpointOf(linkIdOf(client, edgeOf(region)))])
  return {
    resolver: {
      endpoint: endpointOf(linkIdOf(client, kind)),
      name: gatewayHost,
      from: population.region,
      addresses: Object.fromEntries(addresses),
      ...ttlTimesOf(population),
      timeoutMs: Math.min(questionMs, timing.connectTimeoutMs),
    },
  }
}

function ttlTimesOf({ dns, dnsTimes }: PlacedPopulation): Pick<LaunchedResolver, 'ttlTimes'> {
  switch (dns) {
    case 'obeys-ttl':
      return { ttlTimes: 1 }
    case 'sticky':
      return { ttlTimes: dnsTimes }
    case 'forever':
      return {}
  }
}
