import type { ScenarioInput } from '../../scenarios/schema.ts'
import type { LoadAnswer, RegionAnswer } from './answers.ts'
import type { FirstBackends } from './first-backends.ts'

/** A field of the scenario, with what its reader should know about it. */
export type ScenarioPart = {
  readonly key: keyof ScenarioInput
  readonly value: unknown
  readonly comment: string
}

export type FirstScenario = {
  readonly name: string
  /** Relative to the scenario's file. */
  readonly config: string
  readonly regions: readonly RegionAnswer[]
  readonly load: LoadAnswer
  readonly backends: FirstBackends
  readonly operations: ScenarioInput['load']['operations']
}

/** The parts of a first scenario, in the order they are read. */
export function firstScenario(given: FirstScenario): readonly ScenarioPart[] {
  const { name, backends } = given
  const outage = outageOf(given.regions)
  // A p99 needs 299 samples in each phase, and some requests will be turned away by limits.
  const phaseS = Math.max(12, Math.ceil(400 / given.load.ratePerS))
  const faults = [{ ...outage.fault, atS: phaseS, durationS: phaseS }]
  return [
    { key: 'name', value: name, comment: '' },
    { key: 'description', value: outage.description, comment: '' },
    {
      key: 'topology',
      value: topologyOf(given.regions),
      comment: 'The first region is the primary one. Try "redundancy: zonal": all units in zone 1.',
    },
    gatewayPart(given),
    {
      key: 'backends',
      value: Object.fromEntries(backends.names.map((one) => [one, { latencyMs: 20, spread: 0.5 }])),
      comment:
        'How your backends answer: median service time, and how much it spreads (lognormal).\nMeasure yours, and write it here. They can carry a limit too, or stand in each region.',
    },
    loadPart(given, phaseS * 3 + 4),
    { key: 'faults', value: faults, comment: faultsComment },
    objectivesPart(given),
  ]
}

const faultsComment =
  'What goes wrong: seconds after the start of the load, and for how long. "gatedrill faults"\nlists a hundred more, "gatedrill faults backend-slow" explains one.'

function gatewayPart({ config, backends: { hosts, otherHosts } }: FirstScenario): ScenarioPart {
  const list = otherHosts.slice(0, 8).join(', ')
  const rest = otherHosts.length > 8 ? `, and ${otherHosts.length - 8} more` : ''
  return {
    key: 'gateway',
    value: { config, hosts },
    comment:
      'Your configuration, and which simulated backend stands in for each host that it calls.\nNo request leaves this machine.' +
      (otherHosts.length === 0 ? '' : `\n"*" is every other host: ${list}${rest}.`),
  }
}

function loadPart({ load, regions, operations }: FirstScenario, durationS: number): ScenarioPart {
  const populations = regions.map(({ name: region }) => ({
    name: `in-${region}`,
    region,
    share: 1,
  }))
  return {
    key: 'load',
    value: {
      arrivals: 'poisson',
      ratePerS: load.ratePerS,
      durationS,
      // A lost zone takes what is under way on its connections: as many as a client of this rate has.
      connections: Math.min(1_000, Math.max(8, Math.ceil(load.ratePerS / 6))),
      ...(regions.length > 1 ? { populations } : {}),
      operations,
    },
    comment:
      'Requests that never wait for the system: so many a second, whatever it answers. Operations\nthat can be called as your OpenAPI files describe them; weight says how often. A path may\nhold {id:1..500}, a number drawn for every request.',
  }
}

function objectivesPart({ load, regions }: FirstScenario): ScenarioPart {
  const { availabilityPercent, p99Ms } = load
  // A region is taken out by its probes, and clients keep the old answer of DNS for a while.
  const recoveryS = outageOf(regions).isOfRegion ? 15 : 10
  return {
    key: 'objectives',
    value: [
      `availability >= ${availabilityPercent}%`,
      `p99(latency) < ${p99Ms}ms before fault`,
      `p99(latency) < ${p99Ms}ms after fault`,
      `recovery < ${recoveryS}s`,
      'lost(config) = 0',
    ],
    comment:
      'What must hold; docs/objectives.md has all of them. Availability is of this run alone: a few\nseconds of outage weigh more in a minute than in a month.',
  }
}

function topologyOf(regions: readonly RegionAnswer[]) {
  const isEven = regions.every(({ zones, units }) => units % zones === 0)
  return {
    tier: 'premium',
    // Zone-redundant units are a multiple of the zones; other numbers are spread as well as can be.
    redundancy: isEven ? 'zone-redundant' : 'automatic',
    regions: Object.fromEntries(regions.map(({ name, zones, units }) => [name, { zones, units }])),
  }
}

type Outage = {
  readonly fault: Readonly<Record<string, unknown>>
  readonly description: string
  readonly isOfRegion?: true
}

/** The largest that these regions should survive. */
function outageOf(regions: readonly RegionAnswer[]): Outage {
  const [primary, secondary] = regions
  if (primary !== undefined && primary.zones > 1) {
    return {
      fault: { kind: 'zone-down', zone: `${primary.name}-1` },
      description: `A zone of ${primary.name} loses power under load, and comes back`,
    }
  }
  if (secondary !== undefined) {
    return {
      fault: { kind: 'region-down', region: secondary.name },
      description: `${secondary.name} is lost under load, and comes back`,
      isOfRegion: true,
    }
  }
  return {
    fault: { kind: 'unit-crash', unit: 1 },
    description: 'A unit dies under load, and comes back',
  }
}
