import { defineRule } from '../define-rule.ts'
import { atAttribute, attributeOf, policiesNamed } from '../policies-in.ts'
import { sources } from '../sources.ts'

/** validate-jwt that takes tokens which hold for ever. */
export const jwtWithoutExpiry = defineRule({
  id: 'jwt-without-expiry',
  severity: 'high',
  reads: 'policy documents',
  finds: 'validate-jwt with require-expiration-time="false"',
  why: 'a token that was stolen once opens the API for ever',
  fix: 'leave require-expiration-time out: it is true then',
  source: sources.owasp,
  find(subject) {
    return policiesNamed(subject, 'validate-jwt')
      .filter(({ element }) => attributeOf(element, 'require-expiration-time') === 'false')
      .map(({ element }) => ({
        at: subject.placeOf(atAttribute(element, 'require-expiration-time')),
        what: 'tokens without exp are taken',
      }))
  },
})
