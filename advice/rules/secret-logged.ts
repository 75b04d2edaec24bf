import type { LoggedMessage } from '../../ledger/entities.ts'
import { defineRule } from '../define-rule.ts'
import { currentDiagnostics, placeInDiagnostic } from '../diagnostic-place.ts'
import { headersReadBy } from '../expression-text.ts'
import { allIn, policiesNamed } from '../policies-in.ts'
import { sources } from '../sources.ts'
import type { Subject } from '../subject.ts'

const secretHeaders = [
  'authorization',
  'ocp-apim-subscription-key',
  'api-key',
  'x-api-key',
  'x-functions-key',
  'cookie',
  'set-cookie',
  'proxy-authorization',
]

/** Credentials that are written into logs. */
export const secretLogged = defineRule({
  id: 'secret-logged',
  severity: 'high',
  reads: 'policy documents',
  finds: 'a trace, a log or a diagnostic that takes down a header which holds credentials',
  why: 'whoever reads the log can call as the caller did',
  fix: 'leave the header out, or mask it (dataMasking of the diagnostic)',
  source: sources.wellArchitected,
  find(subject) {
    return [...inPolicies(subject), ...inDiagnostics(subject)]
  },
})

function inPolicies(subject: Subject) {
  return policiesNamed(subject, 'trace', 'log-to-eventhub').flatMap(({ element }) => {
    const texts = allIn(element).flatMap((inner) => [
      inner.text,
      ...inner.attributes.map(({ value }) => value),
    ])
    const secret = texts
      // What is read out of a token, or whether it is there, is no secret.
      .filter((text) => !/AsJwt\(|AsBasic\(|IsNullOrEmpty|ContainsKey|\.Length\b/.test(text))
      .flatMap(headersReadBy)
      .find((name) => secretHeaders.includes(name.toLowerCase()))
    if (secret === undefined) return []
    return [{ at: subject.placeOf(element), what: `<${element.name}> writes ${secret}` }]
  })
}

function inDiagnostics({ configuration }: Subject) {
  if (configuration === undefined) return []
  return currentDiagnostics(configuration).flatMap((diagnostic) => {
    const { frontend, backend } = diagnostic
    return Object.entries({ frontend, backend }).flatMap(([side, messages]) =>
      Object.entries(messages ?? {}).flatMap(([kind, message]) =>
        (message === undefined ? [] : unmasked(message)).map((name) => ({
          at: placeInDiagnostic(configuration, diagnostic, [side, kind, 'headers']),
          what: `${side} ${kind} with ${name}`,
        })),
      ),
    )
  })
}

function unmasked({ headers, maskedHeaders }: LoggedMessage): readonly string[] {
  const masked = maskedHeaders.map(({ name }) => name.toLowerCase())
  return headers.filter(
    (name) => secretHeaders.includes(name.toLowerCase()) && !masked.includes(name.toLowerCase()),
  )
}
