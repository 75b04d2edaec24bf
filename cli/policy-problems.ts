import { checkPolicies } from '../gateway/policy/check-policies.ts'
import { GatedrillError, type Problem } from '../ledger/errors.ts'
import type { RevisionContent } from '../ledger/revision.ts'

/** What of the policies will not work; throws for documents that cannot be loaded at all. */
export function policyProblemsOf(content: RevisionContent): readonly Problem[] {
  const { errors, warnings } = checkPolicies(content)
  if (errors.length > 0) throw new GatedrillError(errors)
  return warnings
}

/** The documents that these problems are in; each `where` is `file:line:column`. */
export function filesOf(problems: readonly Problem[]): ReadonlySet<string> {
  return new Set(problems.map(({ where }) => where.replace(/:\d+:\d+$/, '')))
}
