import type { GatewayLaunch } from '../ledger/launch/gateway.ts'
import { type Clock, wait } from './clock.ts'
import type { Listener } from './transport/listen.ts'

export type LeaveOptions = {
  readonly listener: Pick<Listener, 'leave' | 'connections'>
  readonly clock: Clock
  /** Absent: nobody sends it clients who would have to hear of it. */
  readonly departure: GatewayLaunch['departure']
  /** Aborted: whoever sends it clients has seen to it that none come, and nothing is waited for. */
  readonly released: AbortSignal
  /** Told that it goes, unless it was released before. */
  leaving(): void
}

const askEveryMs = 50

/**
 * Leaves as a planned stop does, before the port is closed: its status says so, so that load balancers
 * send no new connections once they have probed it; every answer ends its connection; and clients
 * with idle ones have their time to let them go. A request that finds the port closed is lost, for
 * load balancers give a connection to what their last probes saw.
 * Source: Azure Load Balancer, health probes (established flows stay with the instance that goes).
 */
export async function leaveService(options: LeaveOptions): Promise<void> {
  const { listener, clock, departure, released, leaving } = options
  if (departure === undefined || released.aborted) return
  leaving()
  listener.leave()
  await wait(clock, departure.noticeMs, released)
  const endUs = clock.nowUs() + departure.clientsMs * 1_000
  while (!released.aborted && clock.nowUs() < endUs && (await listener.connections()) > 0) {
    await wait(clock, askEveryMs, released)
  }
}
