import { notFound } from './arm-error.ts'
import type { ArmAnswer } from './arm-request.ts'
import type { HeartbeatBook } from './heartbeats.ts'

/** `GET gateways/{gateway}/heartbeats`; an ArmError for a gateway that nobody knows. */
export type GatewayConnections = (gateway: string) => ArmAnswer

/**
 * Which nodes of a self-hosted gateway are connected. The platform shows it in its portal, and
 * documents no path for it: this one is the drill's own.
 */
export function gatewayConnectionsOf(
  heartbeats: Pick<HeartbeatBook, 'statusOf'>,
  selfHosted: readonly string[],
): GatewayConnections {
  return (gateway) => {
    const nodes = heartbeats.statusOf(gateway)
    if (nodes.length === 0 && !selfHosted.includes(gateway)) throw notFound('Gateway')
    const value = nodes.map(({ instance, isConnected, heardAtUs }) => ({
      name: instance,
      properties: {
        status: isConnected ? 'connected' : 'disconnected',
        lastHeartbeatAtUs: heardAtUs,
      },
    }))
    return { status: 200, body: { value, count: value.length } }
  }
}
