import type { Problem } from '../ledger/errors.ts'

/** What can be wrong with a scenario, by code; `where`, `what` and the rest are told then. */
export const scenarioErrorCodes = {
  /** Neither a scenario of the library nor a file. */
  notFound: 'SCENARIO_NOT_FOUND',
  unreadable: 'SCENARIO_UNREADABLE',
  /** No YAML, JSON or TypeScript. */
  syntax: 'SCENARIO_SYNTAX',
  withoutDefaultExport: 'SCENARIO_WITHOUT_DEFAULT_EXPORT',
  unknownField: 'SCENARIO_UNKNOWN_FIELD',
  missingField: 'SCENARIO_MISSING_FIELD',
  badValue: 'SCENARIO_BAD_VALUE',
  /** A name that stands for something which the scenario does not have. */
  unknownName: 'SCENARIO_UNKNOWN_NAME',
  configMissing: 'SCENARIO_CONFIG_MISSING',
  /** Of an edit: not there, or neither JSON nor XML. */
  editFile: 'SCENARIO_EDIT_FILE',
  /** A k6 script that is not there. */
  k6Script: 'SCENARIO_K6_SCRIPT',
  /** What another engine than the native one cannot do. */
  k6Cannot: 'SCENARIO_K6_CANNOT',
  /** Of the load's trace: not there, or without a request. */
  traceFile: 'SCENARIO_TRACE_FILE',
  /** An OpenSLO file that is not there, or wrong. */
  slo: 'SCENARIO_SLO',
  /** `--twin` of a scenario that has none. */
  withoutTwin: 'SCENARIO_WITHOUT_TWIN',
  /** Of `--set`. */
  setSyntax: 'SCENARIO_SET_SYNTAX',
  setUnknownPath: 'SCENARIO_SET_UNKNOWN_PATH',
  setBadValue: 'SCENARIO_SET_BAD_VALUE',
} as const

export type ScenarioErrorCode = (typeof scenarioErrorCodes)[keyof typeof scenarioErrorCodes]

/** A problem whose code is one of this room's. */
export function scenarioProblem(problem: Problem & { readonly code: ScenarioErrorCode }): Problem {
  return problem
}
