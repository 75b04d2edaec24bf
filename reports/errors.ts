import { GatedrillError, type Problem } from '../ledger/errors.ts'

/** Every code of this room, with what it says; a code is never used for something else. */
export const reportErrorCodes = {
  RUN_FOLDER_MISSING: 'the folder of the run does not exist, or holds no run.json',
  RUN_MANIFEST_INVALID: 'run.json is not what a run writes',
  RUN_QUERY_WRONG: 'a query of a run cannot be answered',
  RUN_REQUEST_UNKNOWN: 'no ledger of the run knows a request of this id',
  RUN_OTHER_VERSION: 'the run was written by a version with other ledgers or another manifest',
  RUN_REPORT_UNWRITTEN: 'the disk took no report of a run, whose ledgers are kept',
  COMPARE_DIFFERENT: 'the runs that are compared are not runs of one experiment',
  COMPARE_EMPTY: 'a folder to compare is no run, and holds none',
  BASELINE_INVALID: 'baseline.json is not what a run that is held against a baseline writes',
  CHECK_UNKNOWN: 'a scenario names a check that does not exist',
  CHECK_TORN: 'a scenario requires a check that it leaves out',
  CAPACITY_WITHOUT_LATENCY: 'a search for capacity has no objective of latency to go by',
  CAPACITY_OTHER_OBJECTIVE:
    'a search for capacity is given an objective that no trial can be judged by',
  SUITE_MISSING: 'a folder to go on with holds no suite.json',
  SUITE_INVALID: 'suite.json is not what a suite writes',
  OBJECTIVE_SYNTAX: 'an objective is not of the form `measure operator limit [phase]`',
  OBJECTIVE_UNKNOWN_MEASURE: 'an objective names a measure that does not exist',
  OBJECTIVE_WRONG_LIMIT: 'the limit of an objective does not suit its measure',
  OBJECTIVE_WRONG_OPERATOR: 'the operator of an objective does not suit its measure',
  OBJECTIVE_WRONG_WARNING: 'the warning level of an objective is not stricter than its limit',
  OBJECTIVE_WRONG_WEIGHT: 'an objective has a weight that cannot be, or a score has none to go by',
  OBJECTIVE_UNKNOWN_NAME:
    'an objective is about a population or region that the scenario does not have',
  OBJECTIVE_WRONG_PART: 'an objective is about a part of the load, which its measure does not have',
  OBJECTIVE_WRONG_PHASE: 'an objective names a phase that its measure does not have',
} as const

export type ReportErrorCode = keyof typeof reportErrorCodes

/** Bad input of this room. */
export function reportError(
  problem: Omit<Problem, 'code'> & { readonly code: ReportErrorCode },
): GatedrillError {
  return new GatedrillError(problem)
}
