import { defineRule } from '../define-rule.ts'
import { atAttribute, attributeOf, policiesNamed } from '../policies-in.ts'
import { policyReference } from '../sources.ts'

/** validate-jwt that takes tokens which nobody signed. */
export const jwtUnsigned = defineRule({
  id: 'jwt-unsigned',
  severity: 'high',
  reads: 'policy documents',
  finds: 'validate-jwt with require-signed-tokens="false"',
  why: 'anybody may write such a token (alg none) and be whoever they like',
  fix: 'leave require-signed-tokens out: it is true then',
  source: policyReference('validate-jwt'),
  find(subject) {
    return policiesNamed(subject, 'validate-jwt')
      .filter(({ element }) => attributeOf(element, 'require-signed-tokens') === 'false')
      .map(({ element }) => ({
        at: subject.placeOf(atAttribute(element, 'require-signed-tokens')),
        what: 'tokens without a signature are taken',
      }))
  },
})
