import type { EdgeLaunch } from '../../ledger/launch/edge.ts'
import type { Endpoint } from '../../ledger/launch/gateway.ts'
import { type Clock, every } from '../clock.ts'
import { type Health, type HealthThresholds, healthAfter, newHealth } from './health.ts'
import { isAnswering } from './probe.ts'

export type Probed = EdgeLaunch['instances'][number] & Watched

/** Something that is probed, with what is believed of it. */
export type Watched = {
  readonly endpoint: Endpoint
  health: Health
  isProbing: boolean
}

export type ProbeOptions = HealthThresholds & {
  readonly path: string
  readonly intervalMs: number
  readonly timeoutMs: number
}

export function probedOf(instance: EdgeLaunch['instances'][number]): Probed {
  return { ...instance, health: newHealth, isProbing: false }
}

/** Takes over who is there from now on, and keeps what is believed of those that stay. */
export function setMembers(probed: Probed[], members: EdgeLaunch['instances']): void {
  const known = new Map(probed.map((one) => [one.instance, one]))
  const now = members.map((member) => known.get(member.instance) ?? probedOf(member))
  // In place: the prober and whoever chooses read the same list.
  probed.splice(0, probed.length, ...now)
}

/**
 * Probes each through its link, every interval; `onTurn` hears of one that came in or went out.
 * A probe that is still open is waited for, not doubled. Ends when called off.
 */
export function startProbing<Target extends Watched>(
  clock: Clock,
  targets: readonly Target[],
  probe: ProbeOptions,
  onTurn: (target: Target) => void,
  // What a prober believes it saw; a harmed one sees what is not there.
  seenBy: (target: Target, isAlive: boolean) => boolean = (_target, isAlive) => isAlive,
): () => void {
  const probeOne = async (target: Target) => {
    if (target.isProbing) return
    target.isProbing = true
    const isAlive = await isAnswering(target.endpoint, probe.path, probe.timeoutMs)
    target.isProbing = false
    // It went while it was asked.
    if (!targets.includes(target)) return
    const before = target.health
    target.health = healthAfter(before, seenBy(target, isAlive), probe)
    if (target.health.state !== before.state) onTurn(target)
  }
  const probeAll = () => {
    for (const target of targets) void probeOne(target)
  }
  probeAll()
  // Until one has once answered it is asked more often: a world should not wait for it.
  const firstMs = Math.min(100, probe.intervalMs)
  const stopFirst = every(clock, firstMs, () => {
    for (const target of targets) if (target.health.state === 'new') void probeOne(target)
  })
  const stop = every(clock, probe.intervalMs, probeAll)
  return () => {
    stopFirst()
    stop()
  }
}
