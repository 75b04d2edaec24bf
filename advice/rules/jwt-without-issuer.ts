import type { XmlElement } from '../../gateway/policy/xml/element.ts'
import { defineRule } from '../define-rule.ts'
import { allIn, attributeOf, firstIn, policiesNamed } from '../policies-in.ts'
import { sources } from '../sources.ts'
import type { Subject } from '../subject.ts'

/** Addresses of Entra ID that stand for all tenants, whose issuer is a pattern. */
const manyTenants = /login\.microsoftonline\.com\/(common|organizations)\//

/** Token checks that do not ask who made a token. */
export const jwtWithoutIssuer = defineRule({
  id: 'jwt-without-issuer',
  severity: 'medium',
  reads: 'policy documents',
  finds: 'validate-jwt without issuers whose keys come from no single issuer',
  why: 'with keys alone, or those of all tenants, whoever else uses that key or service is let in',
  fix: 'add <issuers>, or take keys from the openid-config of one tenant',
  source: sources.owasp,
  find(subject) {
    return policiesNamed(subject, 'validate-jwt').flatMap(({ element }) => {
      if (firstIn(element, 'issuer') !== undefined || asksForClaim(element)) return []
      const configs = allIn(element).filter(({ name }) => name === 'openid-config')
      const keys = firstIn(element, 'issuer-signing-keys')
      const open = configs.find((config) => isOfMany(config, subject))
      if (open !== undefined) {
        return [{ at: subject.placeOf(open), what: 'tokens of all tenants are taken' }]
      }
      if (configs.length > 0 || keys === undefined) return []
      return [{ at: subject.placeOf(keys), what: 'no issuer is asked for beside these keys' }]
    })
  },
})

function asksForClaim(element: XmlElement): boolean {
  return allIn(element).some(
    (inner) => inner.name === 'claim' && ['iss', 'tid'].includes(attributeOf(inner, 'name') ?? ''),
  )
}

function isOfMany(config: XmlElement, subject: Subject): boolean {
  return manyTenants.test(subject.valueOf(attributeOf(config, 'url') ?? ''))
}
