import type { XmlElement } from '../../gateway/policy/xml/element.ts'
import { defineRule } from '../define-rule.ts'
import { atAttribute, attributeOf, policiesNamed } from '../policies-in.ts'
import { policyReference } from '../sources.ts'

/** Answers for one caller that others get. */
export const cacheSharesPrivate = defineRule({
  id: 'cache-shares-private',
  severity: 'high',
  reads: 'policy documents',
  finds: 'a cache of answers to requests with Authorization that does not vary by it',
  why: 'the answer that was made for one caller is given to the next one',
  fix: 'add <vary-by-header>Authorization</vary-by-header>, or leave allow-private-response-caching out',
  source: policyReference('cache-lookup'),
  find(subject) {
    return policiesNamed(subject, 'cache-lookup')
      .filter(({ element }) => attributeOf(element, 'allow-private-response-caching') === 'true')
      .filter(({ element }) => !variesByCaller(element))
      .map(({ element }) => ({
        at: subject.placeOf(atAttribute(element, 'allow-private-response-caching')),
        what: 'private answers are kept for all callers',
      }))
  },
})

function variesByCaller(element: XmlElement): boolean {
  if (attributeOf(element, 'vary-by-developer') === 'true') return true
  return element.children.some(
    ({ name, text }) =>
      name === 'vary-by-header' &&
      text.split(';').some((header) => header.trim().toLowerCase() === 'authorization'),
  )
}
