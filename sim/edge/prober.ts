import type { EdgeLaunch } from '../../ledger/launch/edge.ts'
import { type Clock, every } from '../clock.ts'
import { type Health, healthAfter, newHealth } from './health.ts'
import { isAnswering } from './probe.ts'

export type Probed = EdgeLaunch['instances'][number] & {
  health: Health
  isProbing: boolean
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
 * Probes every instance through its link, each interval; `onTurn` hears of an instance that came
 * in or went out. A probe that is still open is waited for, not doubled. Ends when called off.
 */
export function startProbing(
  clock: Clock,
  instances: readonly Probed[],
  probe: EdgeLaunch['probe'],
  onTurn: (probed: Probed) => void,
): () => void {
  const probeOne = async (probed: Probed) => {
    if (probed.isProbing) return
    probed.isProbing = true
    const isAlive = await isAnswering(probed.endpoint, probe.path, probe.timeoutMs)
    probed.isProbing = false
    // It went while it was asked.
    if (!instances.includes(probed)) return
    const before = probed.health
    probed.health = healthAfter(before, isAlive, probe)
    if (probed.health.state !== before.state) onTurn(probed)
  }
  const probeAll = () => {
    for (const probed of instances) void probeOne(probed)
  }
  probeAll()
  // Until an instance has once answered it is asked more often: a world should not wait for it.
  const firstMs = Math.min(100, probe.intervalMs)
  const stopFirst = every(clock, firstMs, () => {
    for (const probed of instances) if (probed.health.state === 'new') void probeOne(probed)
  })
  const stop = every(clock, probe.intervalMs, probeAll)
  return () => {
    stopFirst()
    stop()
  }
}
