import { atAttribute, attributeOf, policiesNamed } from './policies-in.ts'
import type { Subject } from './subject.ts'

const keyed = [
  'rate-limit-by-key',
  'quota-by-key',
  'llm-token-limit',
  'azure-openai-token-limit',
] as const

/** The counter keys of all limits, with where they stand. */
export function limitKeys(subject: Subject) {
  return policiesNamed(subject, ...keyed).flatMap((policy) => {
    const key = attributeOf(policy.element, 'counter-key')
    if (key === undefined) return []
    return [{ policy, key, at: subject.placeOf(atAttribute(policy.element, 'counter-key')) }]
  })
}
