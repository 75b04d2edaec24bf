import type { Parent } from '../ledger/child.ts'
import type { Harms } from '../ledger/harms.ts'
import {
  type CacheStatus,
  type GatewayStatus,
  gatewayCommandSchemas,
  type HostCall,
} from '../ledger/launch/gateway.ts'
import type { BackendPools } from './backends/pools.ts'
import { sendAlone } from './backends/send-alone.ts'
import type { ExternalCache } from './cache/external-cache.ts'
import type { Clock } from './clock.ts'
import type { Region } from './open-region.ts'
import { emptyBody } from './pipeline/body.ts'
import { HeaderList } from './pipeline/headers.ts'
import { statusPath } from './transport/http-servers.ts'
import type { Listener } from './transport/listen.ts'

/** By the command's name: what it is told becomes what it answers. */
export type Commands = Readonly<Record<string, (message: unknown) => unknown>>

/** Obeys harms and these commands from now on; a command that it does not know is refused. */
export function obeyCommands(
  { onCommand }: Pick<Parent<unknown>, 'onCommand'>,
  harms: Harms,
  commands: Commands,
): void {
  onCommand((command) => {
    if (harms.knows(command.do)) return harms.obey(command)
    const obey = Object.hasOwn(commands, command.do) ? commands[command.do] : undefined
    if (obey === undefined) throw new Error(`an instance knows no command ${command.do}`)
    return obey(command.with)
  })
}

/** What an instance does when the region around it changes. */
export function membershipCommands(
  listener: Pick<Listener, 'leave' | 'connections'>,
  region: Pick<Region, 'setPeers'>,
  capacityPercent: (() => number) | undefined,
  /** Nobody has to be waited for when it stops. */
  release: () => void,
): Commands {
  return {
    drain() {
      listener.leave()
      release()
    },
    peers: (message) => region.setPeers(gatewayCommandSchemas.peers.parse(message).peers),
    async status(): Promise<GatewayStatus> {
      const percent = capacityPercent?.()
      const connections = await listener.connections()
      return { connections, ...(percent === undefined ? {} : { capacityPercent: percent }) }
    },
  }
}

/** What an instance tells of the counters and caches that it shares with others. */
export function regionCommands(
  region: Pick<Region, 'holder' | 'reaches' | 'vectors' | 'quotas' | 'cacheStatus'>,
  externalCache: Pick<ExternalCache, 'answerMs'> | undefined,
): Commands {
  return {
    holder: () => region.holder(),
    reaches: (message) => region.reaches(gatewayCommandSchemas.reaches.parse(message).peer),
    counters: (message) => region.vectors(gatewayCommandSchemas.counters.parse(message)),
    quotas: (message) => region.quotas.quotaCounts(gatewayCommandSchemas.quotas.parse(message).key),
    'correct-quota': (message) =>
      region.quotas.correctQuota(gatewayCommandSchemas['correct-quota'].parse(message)),
    async cache(): Promise<CacheStatus> {
      const externalMs = await externalCache?.answerMs()
      return { ...region.cacheStatus(), ...(externalMs === undefined ? {} : { externalMs }) }
    },
  }
}

/** Of a proof, whose asker does not wait for longer. */
const callHostMs = 1_000

/** How the instance fares with hosts that it calls, over the connections that policies have. */
export function hostCommands(pools: BackendPools, clock: Clock): Commands {
  return {
    async 'call-host'(message): Promise<HostCall> {
      const { host } = gatewayCommandSchemas['call-host'].parse(message)
      const answer = await sendAlone(
        { pools, clock },
        {
          url: `https://${host}${statusPath}`,
          method: 'GET',
          headers: new HeaderList(),
          body: emptyBody,
          timeoutMs: callHostMs,
        },
      )
      return { trouble: answer.kind === 'failure' ? answer.message : 'none' }
    },
  }
}
