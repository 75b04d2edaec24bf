import type { Problem } from '../ledger/errors.ts'

/** What keeps a load from starting, by code. */
export const loadErrorCodes = {
  noToken: 'LOAD_NO_TOKEN',
  /** More arrivals than are computed in advance. */
  tooManyArrivals: 'LOAD_TOO_MANY_ARRIVALS',
  /** A method, path, header or body that HTTP does not allow. */
  operationNotHttp: 'LOAD_OPERATION_NOT_HTTP',
  /** `{id:9..1}`. */
  emptyRange: 'LOAD_EMPTY_RANGE',
} as const

export type LoadErrorCode = (typeof loadErrorCodes)[keyof typeof loadErrorCodes]

/** A problem whose code is one of this room's. */
export function loadProblem(problem: Problem & { readonly code: LoadErrorCode }): Problem {
  return problem
}
