import { GatedrillError, type Problem } from '../../ledger/errors.ts'
import { reportError } from '../errors.ts'
import type { Check, CheckEvidence, CheckResult } from './define-check.ts'
import * as registry from './registry.ts'

/** Every check there is, by name. */
export const checks: ReadonlyMap<string, Check> = new Map(
  Object.values(registry).map((check): [string, Check] => [check.name, check]),
)

/** What a scenario says about checks. */
export type CheckChoice = {
  readonly leaveOut: readonly string[]
  readonly require: readonly string[]
}

/** A check with what came of it. */
export type JudgedCheck = Pick<Check, 'name' | 'claim' | 'source' | 'bound'> & {
  /** The scenario wants it tested: that it is not claimed is no pass. */
  readonly isRequired: boolean
} & CheckResult

export type CheckVerdict = CheckResult['verdict']

/** Throws a GatedrillError with every name that is no check, or both required and left out. */
export function checkChoice({ leaveOut, require }: CheckChoice): void {
  const problems = [
    ...problemsIn('leaveOut', leaveOut),
    ...problemsIn('require', require),
    ...require.flatMap((name, index) => (leaveOut.includes(name) ? [torn(name, index)] : [])),
  ]
  if (problems.length > 0) throw new GatedrillError(problems)
}

function problemsIn(list: keyof CheckChoice, names: readonly string[]): Problem[] {
  return names.flatMap((name, index) => {
    if (checks.has(name)) return []
    return reportError({
      code: 'CHECK_UNKNOWN',
      where: `checks.${list}[${index}]`,
      what: `there is no check ${name}`,
      why: `the checks are ${[...checks.keys()].join(', ')}`,
      fix: 'name one of these; docs/checks.md says what each holds',
    }).problems
  })
}

function torn(name: string, index: number): Problem {
  return {
    code: 'CHECK_TORN',
    where: `checks.require[${index}]`,
    what: `${name} is required and left out`,
    why: 'what is left out is not judged',
    fix: 'take it out of one of the lists',
  }
}

/** Judges every check that the scenario does not leave out, in the order of the registry. */
export async function judgeChecks(
  evidence: CheckEvidence,
  { leaveOut, require }: CheckChoice,
): Promise<JudgedCheck[]> {
  const judged: JudgedCheck[] = []
  for (const one of checks.values()) {
    const { name, claim, source, bound } = one
    if (leaveOut.includes(name)) continue
    const isRequired = require.includes(name)
    judged.push({ name, claim, source, bound, isRequired, ...(await one.check(evidence)) })
  }
  return judged
}
