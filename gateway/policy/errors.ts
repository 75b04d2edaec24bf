import type { Problem } from '../../ledger/errors.ts'
import type { PolicyDocument } from '../../ledger/revision.ts'
import type { XmlElement } from './xml/element.ts'
import { placeOf } from './xml/place.ts'

/** Codes of what may be wrong with a policy document beside its XML and its expressions. */
export type PolicyCode =
  | 'POLICY_UNKNOWN'
  | 'POLICY_NOT_SUPPORTED'
  | 'POLICY_RUNS_OTHERWISE'
  | 'POLICY_ADVICE'
  | 'POLICY_NOT_ALLOWED_HERE'
  | 'POLICY_SECTION_UNKNOWN'
  | 'POLICY_SECTION_TWICE'
  | 'POLICY_ATTRIBUTE'
  | 'POLICY_ATTRIBUTE_UNKNOWN'
  | 'POLICY_CONTENT'
  | 'POLICY_TOO_MANY'
  | 'POLICY_FRAGMENT_UNKNOWN'
  | 'POLICY_FRAGMENT_ENDLESS'

export function policyProblem(
  at: { readonly document: PolicyDocument; readonly offset: number },
  code: PolicyCode,
  said: Pick<Problem, 'what' | 'why' | 'fix'>,
): Problem {
  return { code, where: placeOf(at.document, at.offset), ...said }
}

/** The place of an attribute's value, else of its element. */
export function attributePlace(element: XmlElement, name: string) {
  const found = element.attributes.find((attribute) => attribute.name === name)
  return { document: element.document, offset: found?.offset ?? element.offset }
}

/** Collects the problems of a configuration; warnings end the load only when it is strict. */
export type PolicyFindings = {
  readonly errors: Problem[]
  readonly warnings: Problem[]
}
