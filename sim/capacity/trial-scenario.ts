import { edgeSchema } from '../../scenarios/schema/edge.ts'
import type { Scenario } from '../../scenarios/schema.ts'

/**
 * The scenario's own configuration, backends and clients on so many units of its primary region and
 * nothing else: no fault, no change, no autoscale, no other region, no guard. Units are dealt out
 * over the zones as they come, so that any number is allowed.
 */
export function trialScenarioOf(scenario: Scenario, units: number): Scenario {
  const [name = '', region = { zones: 1, units: 1 }] =
    Object.entries(scenario.topology.regions)[0] ?? []
  const { autoscale: _autoscale, ...scaling } = scenario.scaling
  const { backfill: _backfill, ...topology } = scenario.topology
  return {
    ...scenario,
    topology: {
      ...topology,
      redundancy: 'automatic',
      regions: { [name]: { zones: region.zones, units } },
      workspaces: [],
      selfHosted: [],
    },
    edge: edgeSchema.parse({}),
    load: { ...withoutShape(scenario.load), ...populationsIn(scenario.load) },
    scaling: { ...scaling, manual: [] },
    maintenance: [],
    changes: [],
    faults: [],
    edits: [],
    guards: {},
  }
}

/** Independent clients arrive at random, at one rate; evenly where the scenario has them so. */
function withoutShape(load: Scenario['load']): Scenario['load'] {
  const { ramp: _, steps: _s, spike: _p, onOff: _o, sine: _i, ...rest } = load
  return { ...rest, arrivals: load.arrivals === 'constant' ? 'constant' : 'poisson' }
}

/** All clients come to the one region that there is. */
function populationsIn({ populations }: Scenario['load']) {
  if (populations === undefined) return {}
  return {
    populations: populations.map(({ region: _region, enters: _enters, ...rest }) => rest),
  }
}
