import { mkdirSync, writeFileSync } from 'node:fs'
import type { NoticeEvent } from '../ledger/child.ts'
import { GatedrillError } from '../ledger/errors.ts'
import type { Endpoint } from '../ledger/launch/gateway.ts'
import type { PlacedInstance } from '../ledger/run.ts'
import { type Clock, until, wait } from './clock.ts'
import { isAnswering, statusPath } from './edge/probe.ts'
import { worldErrorCodes } from './errors.ts'
import type { FaultWorld } from './faults/define-fault.ts'
import {
  backendLaunchOf,
  contentFileOf,
  edgeLaunchOf,
  gatewayLaunchOf,
  identityLaunchOf,
  type LaunchContext,
  ledgerFolderOf,
  managementLaunchOf,
  stateFolderOf,
} from './launches.ts'
import { Links } from './links/links.ts'
import type { Child } from './processes/child.ts'
import type { Processes, ToStart } from './processes/processes.ts'
import { client, edgeOf, identity, linkIdOf, linksAt, load, management, wiresOf } from './wiring.ts'

export type WorldOptions = {
  readonly context: Omit<LaunchContext, 'endpointOf'>
  readonly clock: Clock
  readonly processes: Processes
  readonly signal: AbortSignal
}

/** The process that carries all traffic. */
export const linksName = 'links'

/** From the last process that is ready until the edge has let every instance in. */
const steadyWithinMs = 30_000
/** A probe of the controller's own: an answer takes a millisecond, and a fault should not wait. */
const answerWithinMs = 400

/**
 * The running world of a scenario: all its processes joined by links. Faults harm it through
 * `forFault`. Its processes are ended by whoever owns `processes`.
 */
export class World implements Disposable {
  readonly #options: WorldOptions
  readonly #context: LaunchContext
  readonly #wires: ReturnType<typeof wiresOf>
  readonly #links: Links
  readonly #children = new Map<string, Child>()
  readonly #incarnations = new Map<string, number>()
  readonly #in = new Set<string>()

  private constructor(options: WorldOptions, links: Links) {
    const { context } = options
    this.#options = options
    this.#links = links
    this.#context = { ...context, endpointOf: (id) => links.endpointOf(id) }
    this.#wires = wiresOf(partsOf(context), context.addresses)
  }

  /**
   * Starts the links, then all else side by side: a process knows only links, and those wait.
   * Resolves when every instance is in and answers; rejects with a GatedrillError, or with the
   * signal's reason. What has started by then is in `processes`.
   */
  static async start(options: WorldOptions): Promise<World> {
    const { context, clock, processes } = options
    const host = await processes.start({
      name: linksName,
      main: 'sim/links/main',
      launch: { epochNs: context.epochNs, seed: context.seed },
      isVital: true,
    })
    const world = new World(options, new Links(host, clock))
    await world.#links.open(
      world.#wires.map(({ id, host, announces }) => ({ id, host, announces: announces === true })),
    )
    await world.#startAll()
    return world
  }

  get instances(): readonly PlacedInstance[] {
    return this.#context.instances
  }

  /** How many instances the edges would give a connection to. */
  get instancesIn(): number {
    return this.#in.size
  }

  /** Where clients enter the region; the primary unless said. */
  edgeEndpoint(region = this.#context.regions[0] ?? ''): Endpoint {
    return this.#links.endpointOf(linkIdOf(client, edgeOf(region)))
  }

  /** Where load mints its tokens, on a link that no fault harms. */
  tokenEndpoint(): Endpoint {
    return this.#links.endpointOf(linkIdOf(load, identity))
  }

  /** True when every instance is in and answers, and a canary gets through each edge. */
  async isSteady(): Promise<boolean> {
    const { instances, regions } = this.#context
    if (this.#in.size < instances.length) return false
    const answers = await Promise.all([
      ...instances.map((target) => this.answers(target)),
      ...regions.map((region) =>
        isAnswering(this.edgeEndpoint(region), statusPath, answerWithinMs),
      ),
    ])
    return !answers.includes(false)
  }

  /** Waits until the world is steady; false when it is not in time. */
  becomesSteady(withinMs: number, signal?: AbortSignal): Promise<boolean> {
    return until(this.#options.clock, { periodMs: 50, withinMs, signal }, () => this.isSteady())
  }

  /** Whether a probe through the edge's link is answered. */
  answers({ instance, region }: PlacedInstance): Promise<boolean> {
    const { timing } = this.#context
    const endpoint = this.#links.endpointOf(linkIdOf(edgeOf(region), instance))
    return isAnswering(endpoint, statusPath, Math.min(timing.probeTimeoutMs, answerWithinMs))
  }

  /** The world as one fault sees it: its harms carry its name, its waits end with the signal. */
  forFault(faultId: string, lifetimeMs: number, signal: AbortSignal): FaultWorld {
    const { clock } = this.#options
    return {
      instances: this.instances,
      silence: (targets) => this.#silence(faultId, targets, lifetimeMs),
      kill: (targets) => this.#kill(targets),
      answers: (target) => this.answers(target),
      wait: (delayMs) => wait(clock, delayMs, signal),
    }
  }

  /** Stops renewing leases; the processes go with their owner. */
  [Symbol.dispose](): void {
    this.#links[Symbol.dispose]()
  }

  #silence(faultId: string, targets: readonly PlacedInstance[], lifetimeMs: number) {
    const linkIds = linksAt(
      this.#wires,
      targets.map(({ instance }) => instance),
    )
    return this.#links.harm({ faultId, linkIds, toxic: { kind: 'silence' }, lifetimeMs })
  }

  async #kill(targets: readonly PlacedInstance[]): Promise<AsyncDisposable> {
    await Promise.all(targets.map(({ instance }) => this.#children.get(instance)?.kill()))
    // Only those that are still dead: undone twice, or brought back by others, they are left alone.
    const restartOne = async (target: PlacedInstance) => {
      if (this.#children.get(target.instance)?.exit !== undefined) await this.#startInstance(target)
    }
    return {
      [Symbol.asyncDispose]: async () => {
        await Promise.all(targets.map(restartOne))
      },
    }
  }

  async #startAll(): Promise<void> {
    const { scenario, regions, instances, folder, revision } = this.#context
    mkdirSync(ledgerFolderOf(folder), { recursive: true })
    // Readable by its owner alone: it holds subscription keys and named values.
    mkdirSync(stateFolderOf(folder), { recursive: true, mode: 0o700 })
    writeFileSync(contentFileOf(folder), JSON.stringify(revision.content))
    const provider = scenario.identity
    const starts = [
      ...instances.map((placed) => this.#startInstance(placed)),
      ...regions.map((region) => this.#startEdge(region)),
      ...Object.keys(scenario.backends).map((name) => this.#startBackend(name)),
      this.#startManagement(),
      ...(provider === undefined ? [] : [this.#startIdentity(provider)]),
    ]
    const { signal } = this.#options
    await Promise.race([Promise.all(starts), rejectedWhen(signal)])
    if (await this.becomesSteady(steadyWithinMs, signal)) return
    throw this.#notSteady()
  }

  async #startInstance(placed: PlacedInstance): Promise<void> {
    const { instance, region, zone } = placed
    const incarnation = (this.#incarnations.get(instance) ?? 0) + 1
    this.#incarnations.set(instance, incarnation)
    await this.#start({
      name: instance,
      main: 'gateway/main',
      launch: gatewayLaunchOf(this.#context, placed, incarnation),
      place: { instance, region, zone },
      // It is what the drill is about: that it crashes is a finding.
      isVital: false,
    })
  }

  async #startEdge(region: string): Promise<void> {
    await this.#start({
      name: edgeOf(region),
      main: 'sim/edge/main',
      launch: edgeLaunchOf(this.#context, region),
      place: { region },
      isVital: true,
      onEvent: (event) => this.#follow(event),
    })
  }

  async #startBackend(name: string): Promise<void> {
    const launch = backendLaunchOf(this.#context, name)
    await this.#start({ name, main: 'sim/backends/main', launch, isVital: true })
  }

  async #startManagement(): Promise<void> {
    const launch = managementLaunchOf(this.#context)
    await this.#start({ name: management, main: 'sim/management/main', launch, isVital: true })
  }

  async #startIdentity(
    provider: NonNullable<LaunchContext['scenario']['identity']>,
  ): Promise<void> {
    const launch = identityLaunchOf(this.#context, provider)
    await this.#start({ name: identity, main: 'sim/identity/main', launch, isVital: true })
  }

  /** Starts it and aims at its ports every link that leads to it. */
  async #start(toStart: ToStart): Promise<void> {
    const child = await this.#options.processes.start(toStart)
    this.#children.set(toStart.name, child)
    const wires = this.#wires.filter(({ to }) => to === toStart.name)
    await this.#links.aim(
      wires.map(({ id, host, role }) => ({
        id,
        endpoint: { host: host, port: child.portOf(role) },
      })),
    )
  }

  #follow({ kind, instance }: NoticeEvent): void {
    if (instance === undefined) return
    if (kind === 'instance-in') this.#in.add(instance)
    if (kind === 'instance-out') this.#in.delete(instance)
  }

  #notSteady(): GatedrillError {
    const missing = this.instances
      .map(({ instance }) => instance)
      .filter((instance) => !this.#in.has(instance))
    return new GatedrillError({
      code: worldErrorCodes.worldNotSteady,
      where: this.#context.scenario.name,
      what: `the world is not steady after ${steadyWithinMs / 1_000} s`,
      why: `not let in by the edge: ${missing.join(', ') || 'none, but the canary got no answer'}`,
      fix: `see the logs in ${this.#context.folder}/logs, or run on a machine that is less busy`,
    })
  }
}

function partsOf({ scenario, instances, regions }: WorldOptions['context']) {
  const names = Object.keys(scenario.backends)
  return {
    instances,
    regions,
    upstreams: scenario.identity === undefined ? names : [...names, identity],
    hasTokens: scenario.identity !== undefined,
  }
}

function rejectedWhen(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const rejectNow = () => reject(signal.reason)
    if (signal.aborted) rejectNow()
    signal.addEventListener('abort', rejectNow, { once: true })
  })
}
