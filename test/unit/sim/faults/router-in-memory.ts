import type { DnsAnswer, RouterStatus } from '../../../../ledger/launch/router.ts'
import type { PartHarm } from '../../../../sim/faults/define-fault.ts'

/** What a router of one region that suffers these says of itself. */
export function routerStatusOf(harms: readonly PartHarm[]): RouterStatus {
  const has = (kind: string) => harms.some((harm) => harm.kind === kind)
  const verdict = harms.find(({ kind }) => kind === 'probe-verdict')
  const isDisabled = has('disable-gateway')
  return {
    regions: [
      {
        region: 'westeurope',
        state: verdict?.isAlive === false ? 'out' : 'in',
        isDisabled,
        isToBeDisabled: isDisabled,
        isOverruled: verdict !== undefined,
      },
    ],
    isStale: has('dns-stale'),
    isMapWrong: has('latency-map'),
    keepsOut: has('slow-failback'),
    usable: [],
    answers: {},
    connections: 0,
  }
}

/** What a client is told by it. */
export function routerAnswerOf(harms: readonly PartHarm[]): DnsAnswer {
  const error = harms.find(({ kind }) => kind === 'dns-error')
  if (error !== undefined) return { status: 'NXDOMAIN', ttlMs: 1 }
  const map = harms.find(({ kind }) => kind === 'latency-map')
  return { status: 'NOERROR', region: map === undefined ? 'elsewhere' : 'westeurope', ttlMs: 1 }
}
