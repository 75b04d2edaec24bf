import type { NoticeEvent } from '../../ledger/child.ts'
import {
  type DnsAnswer,
  gatewayHost,
  type RouterLaunch,
  type RouterStatus,
  regionalHostOf,
} from '../../ledger/launch/router.ts'
import type { Clock } from '../clock.ts'
import { newHealth } from '../edge/health.ts'
import type { Watched } from '../edge/prober.ts'
import { chooseRegion } from './choose-region.ts'

export type WatchedRegion = Watched & {
  readonly region: string
  isDisabled: boolean
  /** What the management plane was told last. */
  isOrdered: boolean
  /** Faults that disable it, whatever was ordered. */
  holds: number
  isToBeDisabled: boolean
  /** Calls off what is under way. */
  callOff(): void
}

/** What a fault makes of a router; absent fields leave it as it is. */
export type RouterHarm = {
  /** Said instead of any region. */
  readonly status?: 'NXDOMAIN' | 'SERVFAIL'
  /** How much later an answer comes. */
  readonly delayMs?: number
  /** The answer that each place is given again and again. */
  readonly stale?: { readonly answers: ReadonlyMap<string, DnsAnswer> }
  /** Instead of the answer's own. */
  readonly ttlMs?: number | undefined
  /** Instead of the map that was measured. */
  readonly latenciesMs?: RouterLaunch['latenciesMs']
  /** What probes of the region are taken to have seen. */
  readonly verdict?: { readonly region: string; readonly isAlive: boolean }
  /** Regions that are out do not come back. */
  readonly keepsOut?: boolean
}

export type RouterStateOptions = {
  readonly launch: RouterLaunch
  readonly clock: Clock
  readonly random: () => number
  say(event: NoticeEvent): void
}

/** What a router believes of the regions, and what it says to clients by that. */
export class RouterState {
  readonly regions: readonly WatchedRegion[]
  readonly #options: RouterStateOptions
  readonly #harms = new Set<RouterHarm>()
  readonly #answers = new Map<string, number>()

  constructor(options: RouterStateOptions) {
    this.#options = options
    this.regions = options.launch.regions.map(({ region, endpoint, isDisabled }) => ({
      region,
      endpoint,
      isDisabled,
      isOrdered: isDisabled,
      holds: 0,
      isToBeDisabled: isDisabled,
      callOff: () => undefined,
      health: newHealth,
      isProbing: false,
    }))
  }

  /**
   * Where clients are sent: regions that are in and not disabled. When every enabled one is out all
   * of them count as in, for a probe that fails everywhere is more likely wrong than right.
   * Source: Azure Traffic Manager, endpoint monitoring (all endpoints degraded).
   */
  get usable(): readonly string[] {
    const enabled = this.regions.filter(({ isDisabled }) => !isDisabled)
    const healthy = enabled.filter(({ health }) => health.state === 'in')
    return (healthy.length === 0 ? enabled : healthy).map(({ region }) => region)
  }

  /** The region for clients of one place, undefined when no gateway is enabled. */
  regionFor(from: string): string | undefined {
    const { launch, random } = this.#options
    const usable = this.usable
    const latenciesMs = this.#harm('latenciesMs') ?? launch.latenciesMs
    return chooseRegion({ ...launch, latenciesMs }, from, (name) => usable.includes(name), random)
  }

  /** What a name resolves to for a client of one place; a regional name whatever its region does. */
  resolve(name: string, from: string): DnsAnswer {
    const answer = this.answerTo(name, from)
    const key = answer.region ?? answer.status
    this.#answers.set(key, (this.#answers.get(key) ?? 0) + 1)
    return answer
  }

  /** The same, and nobody counts it. */
  answerTo(name: string, from: string): DnsAnswer {
    const { ttlMs: ownMs } = this.#options.launch
    const ttlMs = this.#harm('ttlMs') ?? ownMs
    const status = this.#harm('status')
    if (status !== undefined) return { status, ttlMs: ownMs }
    const regional = this.regions.find(({ region }) => regionalHostOf(region) === name)
    if (regional !== undefined) return { status: 'NOERROR', region: regional.region, ttlMs }
    if (name !== gatewayHost) return { status: 'NXDOMAIN', ttlMs: ownMs }
    const stale = this.#harm('stale')?.answers.get(from)
    if (stale !== undefined) return { ...stale, ttlMs }
    const region = this.regionFor(from)
    return region === undefined
      ? { status: 'NXDOMAIN', ttlMs }
      : { status: 'NOERROR', region, ttlMs }
  }

  /** What the gateway's name resolves to now, for each place where clients are. */
  answersNow(): ReadonlyMap<string, DnsAnswer> {
    const places = Object.keys(this.#options.launch.latenciesMs)
    return new Map(places.map((from) => [from, this.answerTo(gatewayHost, from)]))
  }

  /** The map of latencies in which that region is the nearest to everybody. */
  mapWithNearest(nearest: string): RouterLaunch['latenciesMs'] {
    const { latenciesMs } = this.#options.launch
    return Object.fromEntries(
      Object.entries(latenciesMs).map(([from, regions]) => [from, { ...regions, [nearest]: -1 }]),
    )
  }

  get delayMs(): number {
    return this.#harm('delayMs') ?? 0
  }

  /** What a prober is taken to have seen. */
  seen({ region, health }: WatchedRegion, isAlive: boolean): boolean {
    for (const { verdict, keepsOut } of this.#harms) {
      if (verdict?.region === region) return verdict.isAlive
      if (keepsOut === true && health.state === 'out') return false
    }
    return isAlive
  }

  /** Harms the router until the function that comes back is called. */
  harm(harm: RouterHarm): () => void {
    this.#harms.add(harm)
    return () => {
      this.#harms.delete(harm)
    }
  }

  /** What the management plane says, obeyed after the delay. Throws for no region. */
  setDisabled(name: string, isDisabled: boolean): void {
    const region = this.#regionOf(name)
    region.isOrdered = isDisabled
    this.#retarget(region)
  }

  /** Disabled whatever is ordered, after the delay, until the function that comes back is called. */
  holdDisabled(name: string): () => void {
    const region = this.#regionOf(name)
    region.holds += 1
    this.#retarget(region)
    return () => {
      region.holds -= 1
      this.#retarget(region)
    }
  }

  #retarget(region: WatchedRegion): void {
    const { clock, launch, say } = this.#options
    const isDisabled = region.isOrdered || region.holds > 0
    if (region.isToBeDisabled === isDisabled) return
    region.callOff()
    region.isToBeDisabled = isDisabled
    region.callOff = clock.after(launch.disableDelayMs, () => {
      if (region.isDisabled === isDisabled) return
      region.isDisabled = isDisabled
      const kind = isDisabled ? 'gateway-disabled' : 'gateway-enabled'
      say({ atUs: clock.nowUs(), kind, region: region.region })
    })
  }

  #regionOf(name: string): WatchedRegion {
    const region = this.regions.find((candidate) => candidate.region === name)
    if (region === undefined) throw new Error(`the router knows no region ${name}`)
    return region
  }

  status(connections: number): RouterStatus {
    return {
      regions: this.regions.map(({ region, health: { state }, isDisabled, isToBeDisabled }) => {
        const isOverruled = [...this.#harms].some(({ verdict }) => verdict?.region === region)
        return { region, state, isDisabled, isToBeDisabled, isOverruled }
      }),
      isStale: this.#harm('stale') !== undefined,
      isMapWrong: this.#harm('latenciesMs') !== undefined,
      keepsOut: this.#harm('keepsOut') === true,
      usable: [...this.usable],
      answers: Object.fromEntries(this.#answers),
      connections,
    }
  }

  #harm<Key extends keyof RouterHarm>(key: Key): RouterHarm[Key] | undefined {
    let worst: RouterHarm[Key] | undefined
    for (const harm of this.#harms) worst = harm[key] ?? worst
    return worst
  }
}
