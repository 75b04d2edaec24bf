import type { BackendEntity } from '../../ledger/revision.ts'
import type { BaseUrl } from './call.ts'
import type { Circuit } from './circuit.ts'
import type { HttpProxy } from './proxy.ts'

/** One backend to call, with what the entity adds to the request. */
export type Destination = {
  readonly base: BaseUrl
  readonly credentials: BackendEntity['credentials'] | undefined
  /** Of an entity that does not have its certificate checked as others have. */
  readonly tls?: BackendEntity['tls']
  /** Of an entity that is reached through one. */
  readonly proxy?: HttpProxy | undefined
  /** Of an entity. */
  readonly backendId?: string
  /** Of an entity with a circuit breaker: is told how each call ends. */
  readonly circuit?: Circuit | undefined
  /** The `Set-Cookie` that keeps a client with this member of a pool, when it has none yet. */
  readonly setCookie?: string
  /** Another host than the one chosen, by a redirect: the caller's credentials are not for it. */
  readonly isElsewhere?: boolean
}

/** There is a backend, but it must not be called now. */
export type Unavailable = {
  readonly backendId: string
  readonly kind: BackendEntity['kind']
  /** Until a call may be tried again. */
  readonly openForMs: number
}

/** A text says why there is no backend to call. */
export type Found = Destination | Unavailable | string
