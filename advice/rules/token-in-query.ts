import { defineRule } from '../define-rule.ts'
import { atAttribute, attributeOf, policiesNamed } from '../policies-in.ts'
import { sources } from '../sources.ts'

/** Tokens in addresses. */
export const tokenInQuery = defineRule({
  id: 'token-in-query',
  severity: 'low',
  reads: 'policy documents',
  finds: 'a token that is taken from a query parameter',
  why: 'addresses stand in logs, histories and referrers of everything on the way, tokens with them',
  fix: 'take it from a header: header-name="Authorization"',
  source: sources.owasp,
  find(subject) {
    const name = 'query-parameter-name'
    return policiesNamed(subject, 'validate-jwt', 'validate-azure-ad-token')
      .filter(({ element }) => attributeOf(element, name) !== undefined)
      .map(({ element }) => ({
        at: subject.placeOf(atAttribute(element, name)),
        what: `it is ${attributeOf(element, name)}`,
      }))
  },
})
