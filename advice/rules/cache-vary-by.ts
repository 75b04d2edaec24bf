import type { XmlElement } from '../../gateway/policy/xml/element.ts'
import { defineRule } from '../define-rule.ts'
import { effectivePolicies } from '../effective-policies.ts'
import { headersReadBy } from '../expression-text.ts'
import { allIn, attributeOf } from '../policies-in.ts'
import { policyReference } from '../sources.ts'

/** Policies that decide what the backend is asked. */
const deciding = ['set-backend-service', 'rewrite-uri', 'set-query-parameter', 'set-method']

/** Caches that mix up answers to different questions. */
export const cacheVaryBy = defineRule({
  id: 'cache-vary-by',
  severity: 'high',
  reads: 'a configuration',
  finds:
    'a cache that does not vary by a header or a caller that decides what the backend is asked',
  why: "the address alone is the key of the cache: callers get the answer to somebody else's question",
  fix: 'name the header in vary-by-header, or set vary-by-developer="true"',
  source: policyReference('cache-lookup'),
  find(subject) {
    const { configuration } = subject
    if (configuration === undefined) return []
    return configuration.content.apis
      .filter(({ isCurrent }) => isCurrent)
      .flatMap((api) =>
        api.operations.flatMap((operation) => {
          const inbound = effectivePolicies(configuration, { api, operation }, 'inbound')
          const cache = inbound.find(({ element }) => element.name === 'cache-lookup')?.element
          if (cache === undefined) return []
          const asked = inbound
            .filter(({ element }) => deciding.includes(element.name))
            .flatMap(({ element, within }) => textsOf(element, within))
          const missing = missingOf(cache, asked)
          return missing.map((what) => ({ at: subject.placeOf(cache), what }))
        }),
      )
  },
})

/** Of the policy, and of the conditions that it stands under. */
function textsOf(element: XmlElement, within: readonly XmlElement[]): readonly string[] {
  const own = allIn(element).flatMap(({ text, attributes }) => [
    text,
    ...attributes.map(({ value }) => value),
  ])
  return [...own, ...within.flatMap((outer) => attributeOf(outer, 'condition') ?? [])]
}

function missingOf(cache: XmlElement, asked: readonly string[]): readonly string[] {
  const varied = cache.children
    .filter(({ name }) => name === 'vary-by-header')
    .flatMap(({ text }) => text.split(';').map((name) => name.trim().toLowerCase()))
  const headers = [...new Set(asked.flatMap(headersReadBy))]
    .filter((name) => !varied.includes(name.toLowerCase()))
    .map((name) => `the header ${name} decides what is asked, and is no part of the key`)
  const readsCaller = asked.some((text) => /context\.(User|Subscription)\b/.test(text))
  const isByCaller = attributeOf(cache, 'vary-by-developer') === 'true'
  return readsCaller && !isByCaller
    ? [...headers, 'the caller decides what is asked, and is no part of the key']
    : headers
}
