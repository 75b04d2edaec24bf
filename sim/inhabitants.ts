import { mkdirSync, writeFileSync } from 'node:fs'
import type { NoticeEvent } from '../ledger/child.ts'
import type { PlacedInstance } from '../ledger/run.ts'
import { type PlacedBackend, placeBackends } from './backends/placement.ts'
import {
  backendLaunchOf,
  edgeLaunchOf,
  gatewayLaunchOf,
  identityLaunchOf,
  type LaunchContext,
  ledgerFolderOf,
  redisLaunchOf,
  stateFolderOf,
} from './launches.ts'
import type { Links } from './links/links.ts'
import {
  contentFileOf,
  managementLaunchOf,
  standbyContentFileOf,
  standbyLaunchOf,
} from './management/launch.ts'
import { emptyContent } from './management/standby.ts'
import type { Child } from './processes/child.ts'
import type { Processes, ToStart } from './processes/processes.ts'
import { routerLaunchOf } from './router/launch.ts'
import { edgeKindOf, type Place, placesOf } from './topology/places.ts'
import { edgeOf, identity, management, redisOf, standbyManagement, type Wire } from './wiring.ts'

export type InhabitantsOptions = {
  readonly context: LaunchContext
  readonly wires: readonly Wire[]
  readonly links: Pick<Links, 'aim'>
  readonly processes: Processes
  onEdgeEvent(event: NoticeEvent): void
  onPlaneEvent(event: NoticeEvent): Promise<void>
  onPlaneAsk(what: string, message: unknown): Promise<unknown>
}

/** The processes behind the links; whenever one starts, the links to it are aimed at its ports. */
export class Inhabitants {
  readonly #options: InhabitantsOptions
  readonly #children = new Map<string, Child>()
  /** How each is started; again, as its next incarnation. */
  readonly #starts = new Map<string, (incarnation: number) => ToStart>()
  readonly #incarnations = new Map<string, number>()
  /** Starts under way: two undos of one end start it once. */
  readonly #starting = new Map<string, Promise<void>>()
  /** Of instances that are started from now on; undefined: the first. */
  platformVersion: string | undefined

  constructor(options: InhabitantsOptions) {
    this.#options = options
  }

  /** Starts all side by side: a process knows only links, and those are there. */
  async startAll(): Promise<void> {
    const { scenario, regions, instances, folder, revision } = this.#options.context
    mkdirSync(ledgerFolderOf(folder), { recursive: true })
    // Readable by its owner alone: it holds subscription keys and named values.
    mkdirSync(stateFolderOf(folder), { recursive: true, mode: 0o700 })
    writeFileSync(contentFileOf(folder), JSON.stringify(revision.content))
    writeFileSync(standbyContentFileOf(folder), JSON.stringify(emptyContent))
    const { identity: provider, redis, standby } = scenario
    await Promise.all([
      ...instances.map((placed) => this.#startInstance(placed)),
      ...placesOf(scenario.topology).map((place) => this.#startEdge(place)),
      this.#startRouter(),
      ...placeBackends(scenario.backends, regions).map((placed) => this.#startBackend(placed)),
      this.#startManagement(),
      ...(standby === undefined ? [] : [this.#startStandby(standby.region)]),
      ...(provider === undefined ? [] : [this.#startIdentity(provider)]),
      ...(redis === undefined ? [] : regions.map((region) => this.#startRedis(region, redis))),
    ])
  }

  /** SIGKILL; resolves when they are gone. One that is just starting is ready before it dies. */
  async kill(names: readonly string[]): Promise<void> {
    await Promise.all(names.map(async (name) => (await this.#settled(name))?.kill()))
  }

  /** SIGTERM, and SIGKILL for those that take longer; resolves when they are gone. */
  async stop(names: readonly string[], withinMs: number): Promise<void> {
    await Promise.all(names.map(async (name) => (await this.#settled(name))?.stop(withinMs)))
  }

  /** Starts those that are dead as their next incarnation, and leaves the others alone. */
  async revive(names: readonly string[]): Promise<void> {
    const dead = names.filter((name) => this.#children.get(name)?.exit !== undefined)
    await Promise.all(dead.map((name) => this.#startOnce(name)))
  }

  /** Starts instances that were not there at the start; the management plane has their content. */
  async startInstances(added: readonly PlacedInstance[]): Promise<void> {
    await Promise.all(added.map((placed) => this.#startInstance(placed, true)))
  }

  /** What was taken out of the world does not come back, whoever undoes its end. */
  forget(names: readonly string[]): void {
    for (const name of names) {
      this.#children.delete(name)
      this.#starts.delete(name)
    }
  }

  isRunning(name: string): boolean {
    const child = this.#children.get(name)
    return child !== undefined && child.exit === undefined
  }

  /** What the process answers; rejects when there is none, or it does not obey. */
  async command(name: string, command: string, message: unknown): Promise<unknown> {
    const child = this.#children.get(name)
    if (child === undefined) throw new Error(`there is no process ${name}`)
    return child.command(command, message)
  }

  /** A command for a process that may be dead: started again, it is told all in its launch. */
  async tell(name: string, command: string, message: unknown): Promise<void> {
    if (!this.isRunning(name)) return
    try {
      await this.command(name, command, message)
    } catch (error) {
      if (this.isRunning(name)) throw error
    }
  }

  /** Tells instances that are about to be stopped to wait for nobody, and does not wait for them. */
  release(names: readonly string[]): void {
    // One that hangs never answers, and dies all the same.
    for (const name of names) this.tell(name, 'drain', {}).catch(() => undefined)
  }

  /** Aims links at those of the processes that run. */
  async aim(wires: readonly Wire[]): Promise<void> {
    const { links } = this.#options
    await links.aim(
      wires.flatMap(({ id, to, host, role }) => {
        const child = this.#children.get(to)
        if (child === undefined || child.exit !== undefined) return []
        return [{ id, endpoint: { host, port: child.portOf(role) } }]
      }),
    )
  }

  async #startInstance(placed: PlacedInstance, isLater = false): Promise<void> {
    const { instance, region, zone } = placed
    await this.#settle(instance, (incarnation) => {
      const { revision, ...launch } = gatewayLaunchOf(this.#options.context, placed, incarnation)
      // What comes later asks for the content as it is then.
      const given = isLater || revision === undefined ? {} : { revision }
      const { platformVersion } = this
      const version = platformVersion === undefined ? {} : { platformVersion }
      return {
        name: instance,
        main: 'gateway/main',
        launch: { ...launch, ...given, ...version },
        place: { instance, region, zone },
        // It is what the drill is about: that it crashes is a finding.
        isVital: false,
      }
    })
  }

  async #startEdge(place: Place): Promise<void> {
    const name = edgeOf(place.name)
    await this.#settle(name, (incarnation) => ({
      name,
      main: 'sim/edge/main',
      launch: edgeLaunchOf(this.#options.context, place, incarnation),
      place: { region: place.region },
      isVital: true,
      onEvent: (event) => this.#options.onEdgeEvent(event),
    }))
  }

  async #startRouter(): Promise<void> {
    const { context, onEdgeEvent: onEvent } = this.#options
    const name = edgeKindOf(context.scenario)
    if (name === 'direct') return
    await this.#settle(name, () => {
      // Started again, it is told what is disabled by then.
      const launch = routerLaunchOf(context)
      return { name, main: 'sim/router/main', launch, isVital: true, onEvent }
    })
  }

  async #startBackend(placed: PlacedBackend): Promise<void> {
    const { name, region } = placed
    await this.#settle(name, (incarnation) => {
      const launch = backendLaunchOf(this.#options.context, placed, incarnation)
      return { name, main: 'sim/backends/main', launch, place: { region }, isVital: true }
    })
  }

  async #startManagement(): Promise<void> {
    await this.#settle(management, () => {
      const launch = managementLaunchOf(this.#options.context)
      const onEvent = (event: NoticeEvent) => void this.#options.onPlaneEvent(event)
      const { onPlaneAsk: onAsk } = this.#options
      const main = 'sim/management/main'
      return { name: management, main, launch, isVital: true, onEvent, onAsk }
    })
  }

  /** Routing and quotas are the first service's matter: nobody hears of those of a standby. */
  async #startStandby(region: string): Promise<void> {
    await this.#settle(standbyManagement, () => {
      const launch = standbyLaunchOf(this.#options.context, region)
      return { name: standbyManagement, main: 'sim/management/main', launch, isVital: true }
    })
  }

  async #startIdentity(
    provider: NonNullable<LaunchContext['scenario']['identity']>,
  ): Promise<void> {
    await this.#settle(identity, () => {
      const launch = identityLaunchOf(this.#options.context, provider)
      return { name: identity, main: 'sim/identity/main', launch, isVital: true }
    })
  }

  /** The process of that name once no start of it is under way: the load is none of ours. */
  async #settled(name: string): Promise<Child | undefined> {
    await this.#starting.get(name)?.catch(() => undefined)
    const { processes } = this.#options
    return (
      this.#children.get(name) ?? (processes.isRunning(name) ? processes.running(name) : undefined)
    )
  }

  #startOnce(name: string): Promise<void> {
    const under = this.#starting.get(name)
    if (under !== undefined) return under
    const starting = this.#start(name).finally(() => this.#starting.delete(name))
    this.#starting.set(name, starting)
    return starting
  }

  async #startRedis(
    region: string,
    given: NonNullable<LaunchContext['scenario']['redis']>,
  ): Promise<void> {
    const name = redisOf(region)
    await this.#settle(name, () => {
      const launch = redisLaunchOf(this.#options.context, region, given)
      return { name, main: 'sim/redis/main', launch, place: { region }, isVital: true }
    })
  }

  async #settle(name: string, start: (incarnation: number) => ToStart): Promise<void> {
    this.#starts.set(name, start)
    await this.#start(name)
  }

  async #start(name: string): Promise<void> {
    const { processes, wires, links } = this.#options
    const incarnation = (this.#incarnations.get(name) ?? 0) + 1
    this.#incarnations.set(name, incarnation)
    const toStart = this.#starts.get(name)?.(incarnation)
    if (toStart === undefined) throw new Error(`nobody knows how to start ${name}`)
    const child = await processes.start(toStart)
    this.#children.set(name, child)
    const inbound = wires.filter(({ to }) => to === name)
    await links.aim(
      inbound.map(({ id, host, role }) => ({
        id,
        endpoint: { host, port: child.portOf(role) },
      })),
    )
  }
}
