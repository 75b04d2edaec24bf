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
  /** More connections than the process may open. */
  tooFewDescriptors: 'LOAD_TOO_FEW_DESCRIPTORS',
  /** A load of k6, and no k6. */
  k6Missing: 'LOAD_K6_MISSING',
  k6TooOld: 'LOAD_K6_TOO_OLD',
  /** A script that cannot be bundled, throws, or has options that k6 does not take. */
  k6Script: 'LOAD_K6_SCRIPT',
  /** k6 ended before its load was over. */
  k6Ended: 'LOAD_K6_ENDED',
} as const

export type LoadErrorCode = (typeof loadErrorCodes)[keyof typeof loadErrorCodes]

/** A problem whose code is one of this room's. */
export function loadProblem(problem: Problem & { readonly code: LoadErrorCode }): Problem {
  return problem
}
