import type { Command } from '../ledger/child.ts'
import { type GatewayStatus, gatewayCommandSchemas } from '../ledger/launch/gateway.ts'
import type { Region } from './open-region.ts'
import type { Listener } from './transport/listen.ts'

export type Commanded = {
  readonly listener: Pick<Listener, 'leave' | 'connections'>
  readonly region: Pick<Region, 'setPeers'>
  /** Undefined when nothing limits the instance. */
  readonly capacityPercent: (() => number) | undefined
}

/** Obeys one command of `gatewayCommandSchemas`; throws for one that it does not know. */
export function obey(
  { do: name, with: message }: Pick<Command, 'do' | 'with'>,
  { listener, region, capacityPercent }: Commanded,
): unknown {
  switch (name) {
    case 'drain':
      return listener.leave()
    case 'peers':
      return region.setPeers(gatewayCommandSchemas.peers.parse(message).peers)
    case 'status':
      return listener.connections().then((connections): GatewayStatus => {
        const percent = capacityPercent?.()
        return { connections, ...(percent === undefined ? {} : { capacityPercent: percent }) }
      })
    default:
      throw new Error(`an instance knows no command ${name}`)
  }
}
