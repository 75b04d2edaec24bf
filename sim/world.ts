import type { NoticeEvent } from '../ledger/child.ts'
import { GatedrillError } from '../ledger/errors.ts'
import type { Endpoint } from '../ledger/launch/gateway.ts'
import type { PlacedInstance } from '../ledger/run.ts'
import { type Clock, rejectedWhen, until, within } from './clock.ts'
import { answerOf, isAnswering, isOpenTo, statusPath } from './edge/probe.ts'
import { worldErrorCodes } from './errors.ts'
import { FaultWorlds } from './fault-world.ts'
import type { FaultTarget, FaultWorld } from './faults/define-fault.ts'
import { instanceTargetOf, planWorldOf } from './faults/plan-world.ts'
import { Inhabitants } from './inhabitants.ts'
import type { LaunchContext } from './launches.ts'
import { Links } from './links/links.ts'
import { answerPlane } from './management/answer-plane.ts'
import { Membership } from './membership.ts'
import { faultTargetsOf, wiredPartsOf } from './parts.ts'
import type { Processes } from './processes/processes.ts'
import { obeyRoutingOrder } from './router/routing-orders.ts'
import { leaveMsOf } from './timing.ts'
import { worldCertificatesOf } from './tls/world-certificates.ts'
import { roundTripMs } from './topology/distance.ts'
import { edgeKindOf, placeNameOf, placesOf } from './topology/places.ts'
import {
  client,
  edgeOf,
  identity,
  linkIdOf,
  linksName,
  linkToOpenOf,
  load,
  management,
  operator,
  standbyManagement,
  type Wire,
  wiresOf,
} from './wiring.ts'

export type WorldOptions = {
  readonly context: Omit<LaunchContext, 'endpointOf' | 'issued'>
  readonly clock: Clock
  readonly processes: Processes
  readonly signal: AbortSignal
  /** Is told of instances that come and go by plan. */
  say?(event: NoticeEvent): void
}

/** From the last process that is ready until the edge has let every instance in. */
const steadyWithinMs = 30_000
/** Longer than a gateway that has left lets the requests under way take. */
const endRequestsWithinMs = 8_000
/** A probe of the controller's own: an answer takes a millisecond, and a fault should not wait. */
const answerWithinMs = 400
/** Of a probe whose time counts: longer than a link that is slowed down on purpose. */
const probeWithinMs = 3_000

/**
 * The running world of a scenario: all its processes joined by links. Faults harm it through
 * `forFault`. Its processes are ended by whoever owns `processes`.
 */
export class World implements Disposable {
  readonly #options: WorldOptions
  readonly #context: LaunchContext
  /** As they are now; those who hold them see what comes and goes. */
  readonly #placed: PlacedInstance[]
  readonly #wires: Wire[]
  readonly #links: Links
  readonly #inhabitants: Inhabitants
  readonly #faultWorlds: FaultWorlds
  readonly #in = new Set<string>()
  /** Which instances there are: how it changes while it runs. */
  readonly membership: Membership
  /** As the router sees them. */
  readonly #regionsIn = new Set<string>()

  private constructor(options: WorldOptions, links: Links, issued: LaunchContext['issued']) {
    const { context } = options
    this.#options = options
    this.#links = links
    this.#placed = [...context.instances]
    const endpointOf = (id: string) => links.endpointOf(id)
    const scenario = { ...context.scenario }
    this.#context = { ...context, issued, scenario, instances: this.#placed, endpointOf }
    this.#wires = [...this.#wiresNow()]
    this.#inhabitants = new Inhabitants({
      context: this.#context,
      wires: this.#wires,
      links,
      processes: options.processes,
      onEdgeEvent: (event) => this.#follow(event),
      onPlaneAsk: (what, message) =>
        answerPlane(what, message, this.#placed, this.#inhabitants, options.clock),
      onPlaneEvent: (event) => obeyRoutingOrder(event, scenario, this.#inhabitants),
    })
    this.membership = new Membership({
      context: this.#context,
      clock: options.clock,
      placed: this.#placed,
      wires: this.#wires,
      wiresNow: () => this.#wiresNow(),
      links,
      inhabitants: this.#inhabitants,
      isIn: (instance) => this.#in.has(instance),
      left: (instance) => this.#in.delete(instance),
      say: (kind, { instance, zone, region }) =>
        options.say?.({ atUs: options.clock.nowUs(), kind, instance, zone, region }),
    })
    this.#faultWorlds = new FaultWorlds({
      ...options,
      links,
      authority: issued?.authority,
      inhabitants: this.#inhabitants,
      planNow: () => planWorldOf(faultTargetsOf(this.#context), this.#placed, this.#wires),
      stopWithinMs: leaveMsOf(context.timing) + context.timing.drainMs + endRequestsWithinMs,
      endpointOf: (name) => this.#listenerOf(name),
      answers: (target) => this.answers(target),
      probe: (linkId, withinMs) => this.#probe(linkId, withinMs),
    })
  }

  /**
   * Starts the links, then all else side by side.
   * Resolves when every instance is in and answers; rejects with a GatedrillError, or with the
   * signal's reason. What has started by then is in `processes`.
   */
  static async start(options: WorldOptions): Promise<World> {
    const { context, clock, processes, signal } = options
    const host = await processes.start({
      name: linksName,
      main: 'sim/links/main',
      launch: { epochNs: context.epochNs, seed: context.seed },
      isVital: true,
    })
    const issued = await worldCertificatesOf(context, new Date())
    const world = new World(options, new Links(host, clock), issued)
    try {
      await world.#open(signal)
      return world
    } catch (error) {
      // Nobody holds a world that did not start: its renewals would keep the controller alive.
      world[Symbol.dispose]()
      throw error
    }
  }

  async #open(signal: AbortSignal): Promise<void> {
    await this.#links.open(this.#wires.map(linkToOpenOf))
    await Promise.race([this.#inhabitants.startAll(), rejectedWhen(signal)])
    if (!(await this.becomesSteady(steadyWithinMs, signal))) throw this.#notSteady()
  }

  get instances(): readonly PlacedInstance[] {
    return this.#context.instances
  }

  /** What is started from now on is of this topology. */
  setTopology(topology: LaunchContext['scenario']['topology']): void {
    this.#context.scenario.topology = topology
  }

  /** How many instances the edges would give a connection to. */
  get instancesIn(): number {
    return this.#in.size
  }

  /** Whether its edge would give it a connection. */
  isIn(instance: string): boolean {
    return this.#in.has(instance)
  }

  /** Where clients enter a region or another gateway; the primary region unless said. */
  edgeEndpoint(place = this.#context.regions[0] ?? ''): Endpoint {
    return this.#links.endpointOf(linkIdOf(client, edgeOf(place)))
  }

  /** Where that link is entered. */
  endpointOf(linkId: string): Endpoint {
    return this.#links.endpointOf(linkId)
  }

  /** Where load mints its tokens, on a link that no fault harms. */
  tokenEndpoint(): Endpoint {
    return this.#links.endpointOf(linkIdOf(load, identity))
  }

  /** Where an operator finds a management plane; only in a world whose scenario has edits. */
  operatorEndpoint(isStandby = false): Endpoint {
    return this.#links.endpointOf(linkIdOf(operator, isStandby ? standbyManagement : management))
  }

  /** True when every instance is in and answers, and a canary gets through each edge. */
  async isSteady(): Promise<boolean> {
    return (await this.unsteady()).length === 0
  }

  /** What keeps the world from being steady, in words; nothing when it is. */
  async unsteady(): Promise<readonly string[]> {
    const { instances, scenario } = this.#context
    const out = instances.filter(({ instance }) => !this.#in.has(instance))
    if (out.length > 0) return out.map(({ instance }) => `${instance} is out`)
    const asked = await Promise.all([
      ...instances.map(async (placed) =>
        (await this.answers(instanceTargetOf(placed))) ? [] : [`${placed.instance} is silent`],
      ),
      ...placesOf(scenario.topology).map(async ({ name, region }) => {
        const edge = edgeOf(name)
        const isThrough = await this.answers({ name: edge, kind: 'edge', region })
        return isThrough ? [] : [`no canary gets through ${edge}`]
      }),
    ])
    const isRouted = !this.#routedRegionsIn().includes(false)
    return [...asked.flat(), ...(isRouted ? [] : ['the router leaves out a region'])]
  }

  /** Whether the router would send clients to each region; nothing where there is no router. */
  #routedRegionsIn(): boolean[] {
    const { scenario, regions } = this.#context
    if (edgeKindOf(scenario) === 'direct') return []
    return regions.map((region) => this.#regionsIn.has(region))
  }

  /** From the primary region, where the client that probes is; none to what stands nowhere. */
  #roundTripMs(region: string | undefined): number {
    const { scenario, regions } = this.#context
    if (region === undefined) return 0
    return roundTripMs(scenario.network, { region: regions[0] ?? '' }, { region })
  }

  /** Waits until the world is steady; false when it is not in time. */
  becomesSteady(withinMs: number, signal?: AbortSignal): Promise<boolean> {
    return until(this.#options.clock, { periodMs: 50, withinMs, signal }, () => this.isSteady())
  }

  /** Whether a probe is answered in time: of an instance, through the edge's link to it. */
  async answers({ name, kind, region }: FaultTarget): Promise<boolean> {
    if (kind === 'instance') return this.#isUp(this.#linkFromEdge(name))
    if (kind === 'link') return (await this.#probe(name)) !== undefined
    if (kind === 'edge') return this.#isUp(linkIdOf(client, name), this.#roundTripMs(region))
    const inbound = this.#wires.find(({ to, role }) => to === name && role === 'http')
    if (inbound !== undefined) return (await this.#probe(inbound.id)) !== undefined
    if (!this.#options.processes.isRunning(name)) return false
    const ask = this.#options.processes.running(name).command('harms', undefined)
    return within(this.#options.clock, answerWithinMs, ask).then(Array.isArray, () => false)
  }

  #linkFromEdge(instance: string): string {
    const { instances } = this.#context
    const placed = instances.find((candidate) => candidate.instance === instance)
    return linkIdOf(edgeOf(placed === undefined ? '' : placeNameOf(placed)), instance)
  }

  #isUp(linkId: string, wayMs = 0): Promise<boolean> {
    const { probeTimeoutMs } = this.#context.timing
    const endpoint = this.#links.endpointOf(linkId)
    return isAnswering(endpoint, statusPath, Math.min(probeTimeoutMs, answerWithinMs) + wayMs)
  }

  /** Past all links: the process's own port. */
  #listenerOf(name: string): Endpoint {
    const wire = this.#wires.find(({ to, role }) => to === name && role === 'http')
    if (wire === undefined) throw new Error(`no link leads to ${name}`)
    return { host: wire.host, port: this.#options.processes.running(name).portOf('http') }
  }

  async #probe(linkId: string, withinMs = probeWithinMs): Promise<number | undefined> {
    const { clock } = this.#options
    const askedAtUs = clock.nowUs()
    const endpoint = this.#links.endpointOf(linkId)
    const isPeers = this.#wires.some(({ id, role }) => id === linkId && role === 'peers')
    const status = isPeers
      ? await isOpenTo(endpoint, withinMs)
      : await answerOf(endpoint, statusPath, withinMs)
    return status === undefined ? undefined : (clock.nowUs() - askedAtUs) / 1_000
  }

  /** The world as one fault sees it: its harms carry its name, its waits end with the signal. */
  forFault(faultId: string, lifetimeMs: number, signal: AbortSignal): FaultWorld {
    return this.#faultWorlds.forFault(faultId, lifetimeMs, signal)
  }

  /** Stops renewing leases; the processes go with their owner, and nobody waits for clients then. */
  [Symbol.dispose](): void {
    this.#inhabitants.release(this.instances.map(({ instance }) => instance))
    this.#links[Symbol.dispose]()
    this.#faultWorlds[Symbol.dispose]()
  }

  #wiresNow(): readonly Wire[] {
    return wiresOf(wiredPartsOf(this.#context), this.#context.addresses)
  }

  #follow({ kind, instance, region }: NoticeEvent): void {
    if (region !== undefined && kind === 'region-in') this.#regionsIn.add(region)
    if (region !== undefined && kind === 'region-out') this.#regionsIn.delete(region)
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
