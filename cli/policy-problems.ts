import { checkPolicies } from '../gateway/policy/check-policies.ts'
import { GatedrillError, type Problem } from '../ledger/errors.ts'
import type { RevisionContent } from '../ledger/revision.ts'

/** What of the policies will not work; throws for documents that cannot be loaded at all. */
export function policyProblemsOf(content: RevisionContent): readonly Problem[] {
  const { errors, warnings } = checkPolicies(content)
  if (errors.length > 0) throw new GatedrillError(errors)
  return warnings
}
