import type { XmlElement } from '../../gateway/policy/xml/element.ts'
import { defineRule } from '../define-rule.ts'
import { allIn, attributeOf, firstIn, policiesNamed } from '../policies-in.ts'
import { sources } from '../sources.ts'

/** Token checks that take what was made for another API. */
export const jwtWithoutAudience = defineRule({
  id: 'jwt-without-audience',
  severity: 'medium',
  reads: 'policy documents',
  finds: 'validate-jwt or validate-azure-ad-token that asks for no audience and no client',
  why: 'any token of that issuer opens the API, also one that was given for something harmless',
  fix: 'add <audiences> with the identifier of this API',
  source: sources.owasp,
  find(subject) {
    return policiesNamed(subject, 'validate-jwt', 'validate-azure-ad-token')
      .filter(({ element }) => !asksForWhom(element))
      .map(({ element }) => ({
        at: subject.placeOf(element),
        what: `<${element.name}> takes tokens for any audience`,
      }))
  },
})

const whom = ['audience', 'application-id']
const claims = ['aud', 'azp', 'appid', 'client_id']

function asksForWhom(element: XmlElement): boolean {
  return (
    whom.some((name) => firstIn(element, name) !== undefined) ||
    allIn(element).some(
      (inner) => inner.name === 'claim' && claims.includes(attributeOf(inner, 'name') ?? ''),
    )
  )
}
