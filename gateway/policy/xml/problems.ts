import { GatedrillError, type Problem } from '../../../ledger/errors.ts'
import type { PolicyDocument } from '../../../ledger/revision.ts'
import { placeOf } from './place.ts'

/** Codes of what may be wrong with a policy document as XML. */
export type PolicyXmlCode =
  | 'POLICY_XML_TOO_LARGE'
  | 'POLICY_XML_TOO_DEEP'
  | 'POLICY_XML_TOO_MANY'
  | 'POLICY_XML_CHARACTER'
  | 'POLICY_XML_UNCLOSED'
  | 'POLICY_XML_MISMATCHED'
  | 'POLICY_XML_ROOT'
  | 'POLICY_XML_NAME'
  | 'POLICY_XML_ATTRIBUTE'
  | 'POLICY_XML_DUPLICATE_ATTRIBUTE'
  | 'POLICY_XML_ENTITY'
  | 'POLICY_XML_DOCTYPE'
  | 'POLICY_XML_BARE_LESS_THAN'
  | 'POLICY_XML_EXPRESSION_UNCLOSED'

/** An error at a place of a document. */
export function xmlError(
  document: PolicyDocument,
  offset: number,
  code: PolicyXmlCode,
  said: Pick<Problem, 'what' | 'why' | 'fix'>,
): GatedrillError {
  return new GatedrillError({ code, where: placeOf(document, offset), ...said })
}
