import type { BackendEntity, RevisionContent } from '../../ledger/revision.ts'
import type { BackendTarget } from '../pipeline/exchange.ts'
import type { HeaderList } from '../pipeline/headers.ts'
import { baseUrlOf } from './base-url.ts'
import type { Circuits } from './circuits.ts'
import type { Destination, Found } from './destination.ts'
import { compilePool } from './pool-members.ts'
import { proxyOf } from './proxy.ts'

export type Targets = {
  /** The request's headers say to which session of a pool it belongs. */
  destinationOf(target: BackendTarget | undefined, headers?: HeaderList): Found
  has(backendId: string): boolean
}

/** Finds the backend behind a target. All that can be known at load is worked out here. */
export function compileTargets({ backends }: RevisionContent, circuits: Circuits): Targets {
  const singles = new Map<string, Destination | string>()
  const pools = new Map<string, (headers: HeaderList | undefined) => Found>()
  for (const entity of backends) {
    if (entity.kind === 'single') singles.set(entity.id, destinationOf(entity, circuits))
  }
  const memberOf = (id: string) => {
    const found = singles.get(id)
    return typeof found === 'string' ? undefined : found
  }
  for (const entity of backends) {
    if (entity.kind === 'pool') pools.set(entity.id, compilePool(entity, memberOf))
  }

  const entityTarget = (backendId: string, headers: HeaderList | undefined): Found => {
    const single = singles.get(backendId)
    if (single === undefined) {
      return pools.get(backendId)?.(headers) ?? `there is no backend ${backendId}`
    }
    if (typeof single === 'string' || single.circuit === undefined) return single
    const openForMs = single.circuit.openForMs()
    return openForMs === 0 ? single : { backendId, kind: 'single', openForMs }
  }

  return {
    has: (backendId) => singles.has(backendId) || pools.has(backendId),
    destinationOf(target, headers) {
      if (target === undefined) return 'the API has no service URL, and no policy has set one'
      if (target.kind === 'entity') return entityTarget(target.backendId, headers)
      const base = baseUrlOf(target.baseUrl)
      return base === undefined
        ? `${JSON.stringify(target.baseUrl)} is no http or https URL`
        : { base, credentials: undefined }
    },
  }
}

function destinationOf(
  { id, url, credentials, tls, proxy: through }: BackendEntity,
  circuits: Circuits,
): Destination | string {
  const base = url === undefined ? undefined : baseUrlOf(url)
  if (base === undefined) return `backend ${id} has no http or https URL`
  const proxy = through && proxyOf(through.url, through.username, through.password)
  return { base, credentials, tls, proxy, backendId: id, circuit: circuits.get(id)?.circuit }
}
