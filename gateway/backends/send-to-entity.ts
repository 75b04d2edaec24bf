import type { Clock } from '../clock.ts'
import { queryStringOf } from '../pipeline/query.ts'
import type { BackendAnswer, BackendFailure, EntityRequest } from './call.ts'
import type { Destination } from './destination.ts'
import type { BackendPools } from './pools.ts'
import { sendAlone } from './send-alone.ts'
import type { Targets } from './target.ts'

/**
 * Sends a request of a policy to a backend entity: one of a pool by its rules, with the entity's
 * credentials, unless its circuit is open. The response comes whole.
 */
export async function sendToEntity(
  connections: { readonly pools: BackendPools; readonly clock: Clock },
  targets: Targets,
  backendId: string,
  request: EntityRequest,
): Promise<BackendAnswer | BackendFailure> {
  const found = targets.destinationOf({ kind: 'entity', backendId }, request.headers)
  if (typeof found === 'string') return failure('BackendConnectionFailure', found)
  if ('openForMs' in found) {
    return failure('CircuitBreakerOpen', `Backend '${backendId}' is temporarily unavailable`)
  }
  const { headers: own = {} } = found.credentials ?? {}
  for (const [name, values] of Object.entries(own)) request.headers.set(name, ...values)
  const result = await sendAlone(
    connections,
    { ...request, url: urlOf(found, request.path), proxy: found.proxy },
    found.tls,
  )
  const { circuit } = found
  if (result.kind === 'answer') {
    const { status, headers } = result.response
    circuit?.ended({ status, retryAfter: headers.first('retry-after') })
  } else if (result.reason !== 'ClientConnectionFailure') {
    circuit?.ended({ failure: result.reason })
  }
  return result
}

function urlOf({ base, credentials }: Destination, target: string): string {
  const [path = '', query = ''] = target.split('?')
  const own = queryStringOf(new Map(Object.entries(credentials?.query ?? {})))
  const all = [base.query, query, own].filter((part) => part !== '').join('&')
  return `${base.scheme}//${base.host}${base.path}${path}${all === '' ? '' : `?${all}`}`
}

function failure(reason: BackendFailure['reason'], message: string): BackendFailure {
  return { kind: 'failure', reason, message }
}
