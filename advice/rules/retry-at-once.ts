import type { XmlElement } from '../../gateway/policy/xml/element.ts'
import { defineRule } from '../define-rule.ts'
import { literalNumberOf } from '../expression-text.ts'
import { allIn, atAttribute, attributeOf, policiesNamed } from '../policies-in.ts'
import { backendRetries } from '../retries.ts'
import { sources } from '../sources.ts'
import type { AdvisedDocument, Subject } from '../subject.ts'

/** Retries without a wait. */
export const retryAtOnce = defineRule({
  id: 'retry-at-once',
  severity: 'medium',
  reads: 'policy documents',
  finds: 'a retry of the same backend, more than once, without a wait in between',
  why: 'what fails now fails a millisecond later too, and all clients together hold the backend down',
  fix: 'set interval to 1 or more, with delta and max-interval for waits that grow',
  source: sources.transientFaults,
  find(subject) {
    return backendRetries(subject).flatMap(({ element, in: document }) => {
      const numberOf = (name: string) =>
        literalNumberOf(subject.valueOf(attributeOf(element, name) ?? ''))
      const grows = (numberOf('delta') ?? 0) > 0
      if (numberOf('interval') !== 0 || grows || (numberOf('count') ?? 0) < 2) return []
      if (triesOther(element, document, subject)) return []
      const at = subject.placeOf(atAttribute(element, 'interval'))
      return [{ at, what: `${numberOf('count')} tries at once` }]
    })
  },
})

/** With a pool behind it each try may go to another member, at once. */
function triesOther(retry: XmlElement, { root }: AdvisedDocument, subject: Subject): boolean {
  if (allIn(retry).some(({ name }) => name === 'set-backend-service')) return true
  const { configuration } = subject
  // By itself a document does not say what its backends are.
  if (configuration === undefined) return allIn(root).some(choosesBackend)
  const pools = configuration.content.backends.filter(({ kind }) => kind === 'pool')
  return policiesNamed(subject, 'set-backend-service').some(({ element }) => {
    const id = attributeOf(element, 'backend-id')
    return pools.some((pool) => pool.id === id)
  })
}

/** Fragments may choose one too, and are not there. */
function choosesBackend(element: XmlElement): boolean {
  if (element.name === 'include-fragment') return true
  return element.name === 'set-backend-service' && attributeOf(element, 'backend-id') !== undefined
}
