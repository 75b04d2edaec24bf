import type { Problem } from '../ledger/errors.ts'

/** What makes a drill impossible or ends it, by code; `where`, `what` and the rest are told then. */
export const worldErrorCodes = {
  /** A fault's parameters name nothing of this world. */
  faultWithoutTarget: 'FAULT_WITHOUT_TARGET',
  faultUnknown: 'FAULT_UNKNOWN',
  faultParams: 'FAULT_PARAMS',
  /** It begins or ends outside the load. */
  faultOutsideLoad: 'FAULT_OUTSIDE_LOAD',
  processNotReady: 'PROCESS_NOT_READY',
  processGone: 'PROCESS_GONE',
  worldNotSteady: 'WORLD_NOT_STEADY',
  runFolderTaken: 'RUN_FOLDER_TAKEN',
} as const

export type WorldErrorCode = (typeof worldErrorCodes)[keyof typeof worldErrorCodes]

/** A problem whose code is one of this room's. */
export function worldProblem(problem: Problem & { readonly code: WorldErrorCode }): Problem {
  return problem
}
