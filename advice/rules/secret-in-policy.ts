import type { XmlElement } from '../../gateway/policy/xml/element.ts'
import { defineRule } from '../define-rule.ts'
import { isExpression } from '../expression-text.ts'
import { atAttribute, attributeOf, type Policy, policiesNamed, policiesOf } from '../policies-in.ts'
import { isSecretByShape, mayBeCredential, shownSecret } from '../secret-text.ts'
import { sources } from '../sources.ts'
import type { Subject } from '../subject.ts'

const secretHeaders =
  /^(authorization|proxy-authorization|ocp-apim-subscription-key|(x-)?(api|functions|auth)-?(key|token|secret))$/i
const secretParameters =
  /^(code|sig|key|api[-_]?key|subscription-key|token|access_token|password)$/i

/** Credentials that are written into policy documents. */
export const secretInPolicy = defineRule({
  id: 'secret-in-policy',
  severity: 'high',
  reads: 'policy documents',
  finds: 'a password, a key or a token that is written into a policy document',
  why: 'whoever may read the document, its history in Git or a trace of it has it, and keeps it',
  fix: 'put it into a key vault, name it by a secret named value {{name}}, and give out a new one',
  source: sources.owasp,
  find(subject) {
    return [
      ...inHeaders(subject),
      ...inAttributes(subject),
      ...inKeys(subject),
      ...inTexts(subject),
    ]
  },
})

function inHeaders(subject: Subject) {
  return policiesNamed(subject, 'set-header', 'set-query-parameter').flatMap(({ element }) => {
    const name = attributeOf(element, 'name') ?? ''
    const pattern = element.name === 'set-header' ? secretHeaders : secretParameters
    if (!pattern.test(name)) return []
    return element.children
      .filter(({ name: child }) => child === 'value')
      .filter(({ text }) => mayBeCredential(withoutScheme(text)))
      .map((value) => ({
        at: subject.placeOf({ document: value.document, offset: value.textOffset }),
        what: `${name} is ${shownSecret(withoutScheme(value.text))}`,
      }))
  })
}

function withoutScheme(text: string): string {
  return text.trim().replace(/^(Bearer|Basic|Digest|ApiKey|SharedAccessSignature)\s+/i, '')
}

const passwords = [
  ['authentication-basic', 'password'],
  ['authentication-certificate', 'password'],
  ['proxy', 'password'],
] as const

function inAttributes(subject: Subject) {
  return passwords.flatMap(([policy, name]) =>
    policiesNamed(subject, policy).flatMap(({ element }) => {
      const value = attributeOf(element, name) ?? ''
      // Any literal is one here, also a short one.
      if (value === '' || value.includes('{{') || isExpression(value)) return []
      if (value.length < 8 || !mayBeCredential(value)) return []
      const at = subject.placeOf(atAttribute(element, name))
      return [{ at, what: `${name} of ${policy} is ${shownSecret(value)}` }]
    }),
  )
}

function inKeys(subject: Subject) {
  return policiesNamed(subject, 'key')
    .filter(isSymmetricKey)
    .filter(({ element }) => mayBeCredential(element.text))
    .map(({ element }) => ({
      at: subject.placeOf({ document: element.document, offset: element.textOffset }),
      what: `a key of validate-jwt is ${shownSecret(element.text)}`,
    }))
}

function isSymmetricKey({ element, ancestors }: Policy): boolean {
  return (
    ancestors.some(({ name }) => name === 'validate-jwt') &&
    !element.attributes.some(({ name }) => ['n', 'e', 'certificate-id'].includes(name))
  )
}

/** What is a secret wherever it stands, in expressions and addresses too. */
function inTexts(subject: Subject) {
  return subject.documents.flatMap((document) =>
    policiesOf(document).flatMap(({ element }) => {
      const found = textsOf(element).find(({ text }) => isSecretByShape(text))
      if (found === undefined) return []
      return [{ at: subject.placeOf(found), what: `<${element.name}> holds one` }]
    }),
  )
}

function textsOf({ document, text, textOffset, attributes }: XmlElement) {
  return [
    { text, document, offset: textOffset },
    ...attributes.map(({ value, offset }) => ({ text: value, document, offset })),
  ]
}
