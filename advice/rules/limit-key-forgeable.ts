import { defineRule } from '../define-rule.ts'
import { headersReadBy } from '../expression-text.ts'
import { limitKeys } from '../limit-keys.ts'
import { allIn } from '../policies-in.ts'
import { sources } from '../sources.ts'
import type { AdvisedDocument, Subject } from '../subject.ts'

/** Headers whose value the gateway has checked by then. */
const keyHeaders = ['ocp-apim-subscription-key', 'api-key']

/** Limits that a caller gets around by sending something else. */
export const limitKeyForgeable = defineRule({
  id: 'limit-key-forgeable',
  severity: 'medium',
  reads: 'policy documents',
  finds: 'a limit by a key that callers choose: a header, a query parameter or the body',
  why: 'whoever sends another value with each request has a fresh counter each time; the article has such keys for clients that limit users of their own',
  fix: 'count by context.Subscription.Id, context.Request.IpAddress or a claim of a checked token',
  source: sources.throttling,
  find(subject) {
    return limitKeys(subject).flatMap(({ key, at, policy }) => {
      const chosen = chosenBy(key, policy.in, subject)
      return chosen === undefined
        ? []
        : [{ at, what: `<${policy.element.name}> counts by ${chosen}` }]
    })
  },
})

function chosenBy(key: string, document: AdvisedDocument, subject: Subject): string | undefined {
  // Something that is not chosen is part of the key: a caller stays within their own counters.
  if (/context\.(Subscription|User|Request\.IpAddress)/.test(key)) return undefined
  const header = headersReadBy(key).find(
    (name) => !keyHeaders.includes(name.toLowerCase()) && !isChecked(name, document, subject),
  )
  if (header !== undefined) return `the header ${header}`
  if (/(Original)?Url\.Query/.test(key)) return 'a query parameter'
  return /Request\.Body/.test(key) ? 'the body' : undefined
}

/** A token that is read without being checked is forgeable too, but that may be done elsewhere. */
function isChecked(header: string, { root, owner }: AdvisedDocument, subject: Subject): boolean {
  if (header.toLowerCase() !== 'authorization') return false
  const documents = owner.scope === 'unknown' ? [root] : subject.documents.map((one) => one.root)
  const hasCheck = documents
    .flatMap(allIn)
    .some(({ name }) => name === 'validate-jwt' || name === 'validate-azure-ad-token')
  return hasCheck || owner.scope === 'unknown'
}
