import type { PlacedInstance } from '../../../../ledger/run.ts'
import { type ScenarioInput, scenarioSchema } from '../../../../scenarios/schema.ts'
import type { ChangeDetail } from '../../../../sim/scaling/infrastructure.ts'
import { startChanges } from '../../../../sim/scaling/run-changes.ts'
import type { ScaledWorld } from '../../../../sim/scaling/scaled-world.ts'
import { timingOf } from '../../../../sim/timing.ts'
import { placeInstances } from '../../../../sim/topology/placement.ts'
import { fakeClock } from '../fake-clock.ts'

/** The changes of a scenario in a world without processes; a minute of the platform is a second. */
export function scaledInMemory(changes: Partial<ScenarioInput>) {
  const scenario = scenarioSchema.parse({
    name: 'scaled',
    topology: { tier: 'premium', regions: { r: { zones: 3, units: 3 } } },
    gateway: { config: 'none' },
    backends: { backend: {} },
    load: { ratePerS: 1, durationS: 600 },
    objectives: ['recovery < 10s'],
    ...changes,
  })
  const clock = fakeClock()
  const instances: PlacedInstance[] = [...placeInstances(scenario.topology)]
  const out = new Set<string>()
  const mute = new Set<string>()
  const done: string[] = []
  const events: { readonly s: number; readonly kind: string; readonly detail: ChangeDetail }[] = []
  const has = { management: true, capacityPercent: 50 as number | undefined, addFails: false }
  const seconds = () => Math.round(clock.nowUs() / 1_000) / 1_000
  const note = (what: string, of: readonly PlacedInstance[], more = '') => {
    done.push(`${seconds()} ${what} ${of.map(({ instance }) => instance).join(' ')}${more}`)
  }
  const world: ScaledWorld = {
    instances,
    membership: {
      async add(added) {
        if (has.addFails) throw new Error('it does not start')
        note('add', added)
        instances.push(...added)
      },
      async remove(removed, drainMs) {
        note('remove', removed, ` drain ${drainMs}`)
        instances.splice(0, instances.length, ...instances.filter((one) => !removed.includes(one)))
      },
      async restart(targets, drainMs, version) {
        note('restart', targets, ` drain ${drainMs} as ${version}`)
      },
    },
    isIn: (instance) => !out.has(instance),
    capacityPercentOf: (instance) =>
      mute.has(instance) ? new Promise(() => undefined) : Promise.resolve(has.capacityPercent),
    isManagementUp: async () => has.management,
    setTopology: ({ tier }) => done.push(`${seconds()} topology ${tier}`),
  }
  const running = startChanges(
    {
      clock,
      world,
      scenario,
      timing: timingOf(scenario.timing),
      loadStartUs: 0,
      say: (kind, detail) => events.push({ s: seconds(), kind, detail }),
    },
    new AbortController().signal,
  )
  return {
    has,
    done,
    events,
    /** Zones whose instances the load balancer has taken out. */
    zoneOut(zone: string) {
      for (const one of instances) if (one.zone === zone) out.add(one.instance)
    },
    /** It neither reports nor refuses to. */
    muted: (instance: string) => mute.add(instance),
    instanceOut: (instance: string) => out.add(instance),
    zoneBack: () => out.clear(),
    advance: (s: number) => clock.advance(s * 1_000),
    kinds: () => events.map(({ s, kind }) => `${s} ${kind}`),
    end: () => running.end(),
    units: () => new Set(instances.map(({ unit }) => unit)).size,
  }
}
