import { gatewayStatusSchema } from '../ledger/launch/gateway.ts'
import type { PlacedInstance } from '../ledger/run.ts'
import { type Clock, until } from './clock.ts'
import type { Inhabitants } from './inhabitants.ts'
import { edgeLaunchOf, type LaunchContext, peerLaunchesOf } from './launches.ts'
import type { Links } from './links/links.ts'
import { leaveMsOf } from './timing.ts'
import { placeNameOf, placesOf } from './topology/places.ts'
import { edgeOf, linksAt, linkToOpenOf, type Wire } from './wiring.ts'

export type MembershipOptions = {
  /** Its `instances` are those of `placed`, as they come and go. */
  readonly context: LaunchContext
  readonly clock: Clock
  readonly placed: PlacedInstance[]
  readonly wires: Wire[]
  /** Every arrow of the world as it is placed now. */
  wiresNow(): readonly Wire[]
  readonly links: Pick<Links, 'open' | 'close'>
  readonly inhabitants: Inhabitants
  /** Whether the load balancer gives it connections. */
  isIn(instance: string): boolean
  left(instance: string): void
  say(kind: 'instance-added' | 'instance-draining' | 'instance-removed', of: PlacedInstance): void
}

/** A load balancer that is not there takes nothing out, and the change must end all the same. */
const leaveSlackMs = 2_000
const askEveryMs = 50
/** Longer than an instance takes to let its requests end. */
const stopWithinMs = 8_000

/**
 * Which instances a running world has. What comes is joined before it is given connections; what
 * goes is given none any more, ends those it has, and only then stops: no request is lost by it.
 */
export class Membership {
  readonly #options: MembershipOptions

  constructor(options: MembershipOptions) {
    this.#options = options
  }

  /**
   * Resolves when they serve and their peers and load balancers know of them. Rejects when one does
   * not start; then none of them is there.
   */
  async add(added: readonly PlacedInstance[]): Promise<void> {
    const { placed, wires, links, inhabitants, say } = this.#options
    placed.push(...added)
    const opened = this.#newWires()
    wires.push(...opened)
    try {
      await links.open(opened.map(linkToOpenOf))
      await inhabitants.aim(opened)
      await inhabitants.startInstances(added)
      await this.#tellAll(added)
    } catch (error) {
      await this.#forget(added)
      throw error
    }
    for (const one of added) say('instance-added', one)
  }

  /** Resolves when they are gone and nobody knows of them. */
  async remove(removed: readonly PlacedInstance[], drainMs: number): Promise<void> {
    await Promise.all(removed.map((one) => this.#drain(one, drainMs)))
    await this.#options.inhabitants.stop(removed.map(nameOf), stopWithinMs)
    await this.#forget(removed)
    for (const one of removed) this.#options.say('instance-removed', one)
  }

  /**
   * Resolves when their next incarnations serve, of that version of the platform, as is all that
   * starts from now on. One that is dead stays so: whoever killed it starts it again.
   */
  async restart(
    targets: readonly PlacedInstance[],
    drainMs: number,
    platformVersion: string,
  ): Promise<void> {
    const { inhabitants } = this.#options
    inhabitants.platformVersion = platformVersion
    const running = targets.filter(({ instance }) => inhabitants.isRunning(instance))
    await Promise.all(running.map((one) => this.#drain(one, drainMs)))
    const names = running.map(nameOf)
    await inhabitants.stop(names, stopWithinMs)
    await inhabitants.revive(names)
  }

  /** Resolves when it has no connection left or the time is up; one that is dead has none. */
  async #drain(target: PlacedInstance, drainMs: number): Promise<void> {
    const { clock, inhabitants, isIn, say, context } = this.#options
    const { instance } = target
    if (!inhabitants.isRunning(instance)) return
    say('instance-draining', target)
    const leaveMs = leaveMsOf(context.timing) + leaveSlackMs
    try {
      await inhabitants.command(instance, 'drain', {})
      await until(clock, { periodMs: askEveryMs, withinMs: leaveMs }, () => !isIn(instance))
      await until(clock, { periodMs: askEveryMs, withinMs: drainMs }, async () => {
        const status = await inhabitants.command(instance, 'status', {})
        return gatewayStatusSchema.parse(status).connections === 0
      })
    } catch {
      // It died meanwhile, by a fault: there is nothing left to wait for.
    }
  }

  async #forget(gone: readonly PlacedInstance[]): Promise<void> {
    const { placed, wires, links, inhabitants, left } = this.#options
    const names = gone.map(nameOf)
    inhabitants.forget(names)
    remove(placed, ({ instance }) => names.includes(instance))
    const closed = new Set(linksAt(wires, names))
    await this.#tellAll(gone)
    remove(wires, ({ id }) => closed.has(id))
    await links.close([...closed])
    for (const name of names) left(name)
  }

  /** Tells the others of the regions of these, and their load balancers, who is there now. */
  async #tellAll(changed: readonly PlacedInstance[]): Promise<void> {
    const { context, placed, inhabitants } = this.#options
    const names = new Set(changed.map(placeNameOf))
    const others = placed.filter((one) => names.has(placeNameOf(one)) && !changed.includes(one))
    const places = placesOf(context.scenario.topology).filter(({ name }) => names.has(name))
    await Promise.all([
      ...others.map((one) =>
        inhabitants.tell(one.instance, 'peers', { peers: peerLaunchesOf(context, one) }),
      ),
      ...places.map((place) =>
        inhabitants.tell(edgeOf(place.name), 'members', {
          instances: edgeLaunchOf(context, place, 1).instances,
        }),
      ),
    ])
  }

  #newWires(): readonly Wire[] {
    const known = new Set(this.#options.wires.map(({ id }) => id))
    return this.#options.wiresNow().filter(({ id }) => !known.has(id))
  }
}

function nameOf({ instance }: PlacedInstance): string {
  return instance
}

function remove<Item>(from: Item[], isGone: (item: Item) => boolean): void {
  from.splice(0, from.length, ...from.filter((item) => !isGone(item)))
}
