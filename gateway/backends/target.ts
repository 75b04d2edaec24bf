import type { BackendEntity, RevisionContent } from '../../ledger/revision.ts'
import type { BackendTarget } from '../pipeline/exchange.ts'
import { baseUrlOf } from './base-url.ts'
import type { BaseUrl } from './call.ts'

/** One backend to call, with what the entity adds to the request. */
export type Destination = {
  readonly base: BaseUrl
  readonly credentials: BackendEntity['credentials'] | undefined
  /** Another host than the one chosen, by a redirect: the caller's credentials are not for it. */
  readonly isElsewhere?: boolean
}

export type Targets = {
  /** A text instead of a destination says why there is none. */
  destinationOf(target: BackendTarget | undefined): Destination | string
  has(backendId: string): boolean
}

/**
 * Finds the backend behind a target. A pool takes the members of its lowest priority number, each
 * as often as its weight says. Source: APIM, backends.
 */
export function compileTargets({ backends }: RevisionContent): Targets {
  const entities = new Map(backends.map((entity) => [entity.id, entity]))
  const turns = new Map<string, () => string | undefined>()
  for (const entity of backends) {
    if (entity.kind === 'pool') turns.set(entity.id, memberTurns(entity, entities))
  }

  const entityTarget = (backendId: string): Destination | string => {
    const turn = turns.get(backendId)
    const id = turn === undefined ? backendId : turn()
    const entity = id === undefined ? undefined : entities.get(id)
    if (entity === undefined) {
      return turn === undefined
        ? `there is no backend ${backendId}`
        : `pool ${backendId} has no member that can be called`
    }
    const base = entity.url === undefined ? undefined : baseUrlOf(entity.url)
    if (base === undefined) return `backend ${entity.id} has no http or https URL`
    return { base, credentials: entity.credentials }
  }

  return {
    has: (backendId) => entities.has(backendId),
    destinationOf(target) {
      if (target === undefined) return 'the API has no service URL, and no policy has set one'
      if (target.kind === 'entity') return entityTarget(target.backendId)
      const base = baseUrlOf(target.baseUrl)
      return base === undefined
        ? `${JSON.stringify(target.baseUrl)} is no http or https URL`
        : { base, credentials: undefined }
    },
  }
}

/** Smooth weighted round-robin: members of a weight come evenly, never in bursts. */
function memberTurns(
  { members }: BackendEntity,
  entities: ReadonlyMap<string, BackendEntity>,
): () => string | undefined {
  const callable = members.filter(({ id, weight }) => entities.has(id) && weight > 0)
  const first = Math.min(...callable.map(({ priority }) => priority))
  const chosen = callable.filter(({ priority }) => priority === first)
  const total = chosen.reduce((sum, { weight }) => sum + weight, 0)
  const credit = chosen.map(({ id, weight }) => ({ id, weight, credit: 0 }))
  return () => {
    let best = credit[0]
    for (const member of credit) {
      member.credit += member.weight
      if (best === undefined || member.credit > best.credit) best = member
    }
    if (best !== undefined) best.credit -= total
    return best?.id
  }
}
