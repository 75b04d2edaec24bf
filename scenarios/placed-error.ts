import { GatedrillError, type Problem } from '../ledger/errors.ts'
import { pathOfText } from './field-path.ts'
import type { PlaceOf } from './issue-problems.ts'

/**
 * Adds file and line to problems that a later room found in a scenario: each `where` that begins
 * with a field (`topology.regions.westeurope.units`, `faults[0] zone-down`) is looked up.
 */
export function placedError(error: GatedrillError, placeOf: PlaceOf): GatedrillError {
  return new GatedrillError(error.problems.map((problem) => placedProblem(problem, placeOf)))
}

/** Adds file and line to one such problem. */
export function placedProblem(problem: Problem, placeOf: PlaceOf): Problem {
  const [field = '', ...rest] = problem.where.split(' ')
  const path = pathOfText(field)
  // An option of the command line is in no file.
  if (path === undefined || field.startsWith('--')) return problem
  return { ...problem, where: [placeOf(path), ...rest].join(' ') }
}
