import type { EventKind } from '../../ledger/events.ts'
import type { PlacedInstance } from '../../ledger/run.ts'
import type { MaintenanceInput, ServiceChangeInput } from '../../scenarios/schema/scaling.ts'
import type { Scenario } from '../../scenarios/schema.ts'
import { type Clock, until, wait } from '../clock.ts'
import type { Timing } from '../timing.ts'
import { placeUnits, unitsIn, unitsToRemove } from './place-units.ts'
import type { ScaledWorld } from './scaled-world.ts'
import { regionOf, topologyAfter } from './topology-after.ts'

export type InfrastructureOptions = {
  readonly clock: Clock
  readonly world: ScaledWorld
  readonly topology: Scenario['topology']
  readonly timing: Timing
  /** Aborted: what is under way ends at its next wait. */
  readonly signal: AbortSignal
  say(kind: ChangeEvent, detail: ChangeDetail): void
}

export type ChangeEvent = Extract<
  EventKind,
  | 'change-started'
  | 'change-ended'
  | 'change-refused'
  | 'change-failed'
  | 'change-skipped'
  | 'group-updated'
>

export type ChangeDetail = {
  readonly what: 'scale' | 'tier' | 'zones' | 'maintenance' | 'backfill'
  readonly region: string
  /** What asked for it: `manual`, `autoscale`. */
  readonly by: string
  readonly from?: number | string
  readonly to?: number | string
  readonly why?: string
  readonly [more: string]: unknown
}

export type ChangeOutcome = 'done' | 'refused' | 'failed'

/** An instance of the next group waits for those of the last one that long. */
const backInWithinMs = 20_000

/**
 * The service's own infrastructure: one change at a time, each taking the platform's minutes, and
 * others refused meanwhile; configuration goes on being edited. No change loses a request: what
 * comes serves before what goes drains. Source: APIM, upgrade and scale; reliability.
 */
export class Infrastructure {
  readonly #options: InfrastructureOptions
  #topology: Scenario['topology']
  #underWay: string | undefined
  readonly #lastUnits = new Map<string, number>()

  constructor(options: InfrastructureOptions) {
    this.#options = options
    this.#topology = options.topology
    for (const region of Object.keys(options.topology.regions)) {
      const numbers = this.presentIn(region).map(({ unit }) => unit)
      this.#lastUnits.set(region, Math.max(0, ...numbers))
    }
  }

  get topology(): Scenario['topology'] {
    return this.#topology
  }

  /** Units of the managed gateway in the region, whether they work or not. */
  unitsOf(region: string): number {
    return unitsIn(this.presentIn(region))
  }

  presentIn(region: string): readonly PlacedInstance[] {
    const { instances } = this.#options.world
    return instances.filter((one) => one.region === region && one.gateway === undefined)
  }

  /** Zones of the region in which nothing is in. */
  zonesOut(region: string): readonly string[] {
    const { world } = this.#options
    const present = this.presentIn(region)
    const zones = [...new Set(present.map(({ zone }) => zone))]
    return zones.filter((zone) =>
      present.every((one) => one.zone !== zone || !world.isIn(one.instance)),
    )
  }

  scaleTo(region: string, to: number, by: string, takesMin: number, why?: string) {
    const from = this.unitsOf(region)
    const detail = { what: 'scale', region, by, from, to, ...(why && { why }) } as const
    return this.#change(detail, takesMin, async () => {
      const present = this.presentIn(region)
      if (to < from) {
        const { drainMs } = this.#options.timing
        await this.#options.world.membership.remove(unitsToRemove(present, from - to), drainMs)
      } else {
        await this.addUnits(region, to - from, this.zonesOut(region))
      }
    })
  }

  /**
   * Adds units wherever there is a zone that is not to be avoided; gives what was added. They are
   * spread beside `present`: all that are there, or none of those that are about to go.
   */
  async addUnits(
    region: string,
    count: number,
    avoid: readonly string[],
    present = this.presentIn(region),
  ): Promise<readonly PlacedInstance[]> {
    const lastUnit = this.#lastUnits.get(region) ?? 0
    this.#lastUnits.set(region, lastUnit + count)
    const { topology } = this
    const added = placeUnits({ topology, region, present, count, lastUnit, avoid })
    if (added.length > 0) await this.#options.world.membership.add(added)
    return added
  }

  /** All instances anew, in the new tier and zones, before the old ones go. */
  async replace(change: ServiceChangeInput): Promise<ChangeOutcome> {
    const before = this.#topology
    const after = topologyAfter(before, change)
    const what = change.tier === undefined ? 'zones' : 'tier'
    const region = regionOf(before, change)
    const regions = what === 'tier' ? Object.keys(before.regions) : [region]
    const units = new Map(regions.map((name) => [name, this.unitsOf(name)]))
    const detail = {
      what,
      region,
      by: 'change',
      from: what === 'tier' ? before.tier : placementText(before, region),
      to: what === 'tier' ? after.tier : placementText(after, region),
    } as const
    return this.#change(detail, change.takesMin, async () => {
      const { world, timing } = this.#options
      this.#topology = after
      world.setTopology(after)
      for (const name of regions) {
        const old = this.presentIn(name)
        const isChanged = name === region && change.units !== undefined
        const count = isChanged ? change.units : units.get(name)
        await this.addUnits(name, count ?? 1, this.zonesOut(name), [])
        await this.#allIn(name)
        await world.membership.remove(old, timing.drainMs)
      }
    })
  }

  /** Group by group and region by region; while it lasts, two versions of the platform serve. */
  maintain({ groups, drainS, pauseS, platformVersion }: MaintenanceInput): Promise<ChangeOutcome> {
    const { clock, world, timing, signal, say } = this.#options
    const regions = Object.keys(this.#topology.regions)
    const detail = { what: 'maintenance', region: regions.join(' '), by: 'platform' } as const
    return this.#change({ ...detail, to: platformVersion }, 0, async () => {
      const drainMs = drainS === undefined ? timing.drainMs : drainS * 1_000
      const parts = regions.flatMap((region) => groupsOf(this.presentIn(region), groups, region))
      for (const [index, { region, members }] of parts.entries()) {
        if (index > 0) await wait(clock, pauseS * 1_000, signal)
        const group = `${index + 1} of ${parts.length}`
        await world.membership.restart(members, drainMs, platformVersion)
        const isBack = await this.#allIn(region)
        const hasMixedVersions = index + 1 < parts.length
        const instances = members.map(({ instance }) => instance)
        say('group-updated', { ...detail, group, instances, platformVersion, hasMixedVersions })
        // What does not come back stops the rollout: the next group would take the rest down.
        if (!isBack) throw new Error(`group ${group} is not back in after ${backInWithinMs} ms`)
      }
    })
  }

  /** Whether all that are there are in, after as long as that may take. */
  #allIn(region: string): Promise<boolean> {
    const { clock, world, signal } = this.#options
    const out = this.zonesOut(region)
    const limits = { periodMs: 50, withinMs: backInWithinMs, signal }
    return until(clock, limits, () =>
      this.presentIn(region).every(
        ({ instance, zone }) => out.includes(zone) || world.isIn(instance),
      ),
    )
  }

  async #change(
    detail: ChangeDetail,
    takesMin: number,
    change: () => Promise<void>,
  ): Promise<ChangeOutcome> {
    const { clock, world, timing, signal, say } = this.#options
    const refused = this.#underWay ?? ((await world.isManagementUp()) ? undefined : managementDown)
    if (refused !== undefined) {
      say('change-refused', { ...detail, why: refused })
      return 'refused'
    }
    this.#underWay = `${detail.what} of ${detail.region} is under way`
    say('change-started', detail)
    try {
      await wait(clock, takesMin * timing.platformMinuteMs, signal)
      await change()
      say('change-ended', detail)
      return 'done'
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      say('change-failed', { ...detail, why })
      return 'failed'
    } finally {
      this.#underWay = undefined
    }
  }
}

const managementDown = 'the management plane does not answer'

function placementText(topology: Scenario['topology'], region: string): string {
  const { zones, redundancy = topology.redundancy } = topology.regions[region] ?? { zones: 1 }
  return `${zones} zones, ${redundancy}`
}

/** Dealt out, so that neither a zone nor a unit is updated at once. */
function groupsOf(present: readonly PlacedInstance[], groups: number, region: string) {
  return Array.from({ length: Math.min(groups, present.length) }, (_, group) => ({
    region,
    members: present.filter((_one, index) => index % groups === group),
  }))
}
