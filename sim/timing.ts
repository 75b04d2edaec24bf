import type { Scenario } from '../scenarios/schema.ts'

/** How quickly the world's own mechanisms work. */
export type Timing = {
  readonly profile: Scenario['timing']['profile']
  /** Of a load balancer's health probe. */
  readonly probeIntervalMs: number
  readonly probeTimeoutMs: number
  /** Probes in a row that must fail before an instance is out, and succeed before it is in. */
  readonly probesToLeave: number
  readonly probesToReturn: number
  /** How often an instance asks the management plane for a newer revision. */
  readonly syncPeriodMs: number
  /** How often a node of a self-hosted gateway tells the management plane that it lives. */
  readonly heartbeatMs: number
  /** How long counter changes are collected before they are sent to a peer. */
  readonly replicationInZoneMs: number
  readonly replicationBetweenZonesMs: number
  /** How long a TCP connection may take to open. */
  readonly connectTimeoutMs: number
  /** A connection to a backend older than this takes no further request. */
  readonly connectionMaxAgeMs: number
  /** Of the router's probes of regions. */
  readonly routerProbeIntervalMs: number
  readonly routerProbeTimeoutMs: number
  /** Probes in a row that may fail; one more, and the region is out. The first good one ends it. */
  readonly routerProbesTolerated: number
  /** How long a client may believe what the gateway's name resolved to. */
  readonly dnsTtlMs: number
  /** From `disableGateway` until no client is sent to the region any more. */
  readonly disableGatewayMs: number
  /** A minute of what takes the platform minutes: scaling, its metrics and cooldowns. */
  readonly platformMinuteMs: number
  /** How long an instance that leaves waits for clients to let their connections go. */
  readonly drainMs: number
}

/** Until a load balancer has seen by its probes that an instance goes; it may begin with one to come. */
export function leaveMsOf(
  timing: Pick<Timing, 'probeIntervalMs' | 'probeTimeoutMs' | 'probesToLeave'>,
): number {
  return (timing.probesToLeave + 1) * timing.probeIntervalMs + timing.probeTimeoutMs
}

type Durations = Omit<Timing, 'profile'>

/** As the platform is documented; what it does not publish is assumed, and says so. */
const azure: Durations = {
  // Azure Load Balancer, health probes: 5 s by default, out after two in a row.
  probeIntervalMs: 5_000,
  // Assumed: a probe may take as long as the interval.
  probeTimeoutMs: 5_000,
  probesToLeave: 2,
  // Assumed: the way back is as long as the way out.
  probesToReturn: 2,
  // APIM, deploy to multiple regions: a change normally reaches every gateway in under 10 s.
  syncPeriodMs: 10_000,
  // APIM, self-hosted gateway overview: a heartbeat every minute.
  heartbeatMs: 60_000,
  // Assumed: no lag is published; rate limits are said to be never completely accurate.
  replicationInZoneMs: 100,
  replicationBetweenZonesMs: 1_000,
  // Assumed: what a Windows host takes to give up on an unanswered SYN.
  connectTimeoutMs: 21_000,
  // Assumed: connections are said to be reused, and no age is published.
  connectionMaxAgeMs: 600_000,
  // What the built-in routing does is not published; these are Traffic Manager's defaults.
  routerProbeIntervalMs: 30_000,
  routerProbeTimeoutMs: 10_000,
  routerProbesTolerated: 3,
  dnsTtlMs: 60_000,
  // APIM, disable routing to a regional gateway: it takes a few minutes.
  disableGatewayMs: 180_000,
  platformMinuteMs: 60_000,
  // Assumed: not published; load balancers wait this long by default elsewhere.
  drainMs: 60_000,
}

/** The same mechanisms about ten times quicker, so that a drill fits in a minute. */
const drill: Durations = {
  probeIntervalMs: 500,
  // Under the interval, so probes of a silent instance never overlap, but long enough that two
  // busy cores do not fail a probe of a healthy one.
  probeTimeoutMs: 400,
  probesToLeave: 2,
  probesToReturn: 2,
  syncPeriodMs: 1_000,
  // A minute of the platform is a second, as below.
  heartbeatMs: 1_000,
  // A quarter and a tenth of the platform's: below it every flush would cost more than a request.
  replicationInZoneMs: 25,
  replicationBetweenZonesMs: 100,
  connectTimeoutMs: 1_000,
  connectionMaxAgeMs: 60_000,
  // Thirty times quicker: ten times would leave no room for failback in a drill of a minute.
  routerProbeIntervalMs: 1_000,
  routerProbeTimeoutMs: 500,
  routerProbesTolerated: 3,
  dnsTtlMs: 2_000,
  disableGatewayMs: 6_000,
  // Sixty times quicker: what takes the platform half an hour takes half a minute.
  platformMinuteMs: 1_000,
  drainMs: 2_000,
}

const profiles = { azure, drill } as const

/** The profile with what the scenario overrides. */
export function timingOf({ profile, ...overrides }: Scenario['timing']): Timing {
  const given = Object.entries(overrides).filter(([, value]) => value !== undefined)
  return { ...profiles[profile], ...Object.fromEntries(given), profile }
}
