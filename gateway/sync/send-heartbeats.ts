import { Pool } from 'undici'
import type { GatewayLaunch } from '../../ledger/launch/gateway.ts'
import type { Heartbeat } from '../../ledger/launch/management.ts'
import { fetchText } from '../backends/fetch-text.ts'
import { type Clock, unlessAborted, wait } from '../clock.ts'

export type HeartbeatOptions = {
  readonly periodMs: number
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Rejects when the plane did not take it. */
  send(): Promise<void>
  /** Told of the first heartbeat that was taken, and whenever that changes. */
  changed(isReached: boolean): void
}

/**
 * Tells the management plane once per period that this node lives, until the signal says stop.
 * Nothing else depends on it: with the plane gone the node serves on. Source: APIM, self-hosted
 * gateway (overview, Azure connectivity).
 */
export async function sendHeartbeats(options: HeartbeatOptions): Promise<void> {
  const { periodMs, clock, signal, send, changed } = options
  let was = false
  while (!signal.aborted) {
    const sent = send().then(
      () => true,
      () => false,
    )
    const isReached = await unlessAborted(sent, signal)
    if (isReached === undefined) return
    if (isReached !== was && !signal.aborted) changed(isReached)
    was = isReached
    await wait(clock, periodMs, signal)
  }
}

const answerBytesMax = 64 * 1024
const timeoutMaxMs = 10_000

/** Sends the heartbeats of a node of a self-hosted gateway; undefined of any other instance. */
export function heartbeatsOf(
  { management, heartbeat, instance, connectTimeoutMs }: GatewayLaunch,
  clock: Clock,
  signal: AbortSignal,
  changed: HeartbeatOptions['changed'],
): Promise<void> | undefined {
  if (management === undefined || heartbeat === undefined) return undefined
  const { gateway, periodMs } = heartbeat
  const host = `${management.host}:${management.port}`
  const beat: Heartbeat = { gateway, instance }
  // Its own connection: one that carries a large revision would hold it up.
  const pool = new Pool(`http://${host}`, {
    allowH2: false,
    connections: 1,
    connectTimeout: connectTimeoutMs,
  })
  const send = async () => {
    const { status } = await fetchText({
      dispatcher: pool,
      clock,
      path: '/heartbeats',
      host,
      // By then the next one is due.
      timeoutMs: Math.min(periodMs, timeoutMaxMs),
      bytesMax: answerBytesMax,
      json: JSON.stringify(beat),
    })
    if (status !== 204) throw new Error(`the management plane answered ${status}`)
  }
  return sendHeartbeats({ periodMs, clock, signal, send, changed }).finally(() => pool.destroy())
}
