import { defineRule } from '../define-rule.ts'
import { informationPath } from '../information-path.ts'
import { atAttribute, attributeOf, policiesNamed } from '../policies-in.ts'
import { sources } from '../sources.ts'
import type { Subject } from '../subject.ts'

/** Calls to backends in the clear. */
export const plainHttpBackend = defineRule({
  id: 'plain-http-backend',
  severity: 'high',
  reads: 'policy documents',
  finds: 'a backend, an API or a request of a policy that is called by http://',
  why: 'what callers were told is encrypted goes on in the clear, credentials with it',
  fix: 'call it by https://',
  source: sources.owasp,
  find(subject) {
    return [...inPolicies(subject), ...inInformation(subject)]
  },
})

function inPolicies(subject: Subject) {
  const routed = policiesNamed(subject, 'set-backend-service').flatMap(({ element }) => {
    const url = attributeOf(element, 'base-url') ?? ''
    if (!isPlain(subject.valueOf(url))) return []
    return [{ at: subject.placeOf(atAttribute(element, 'base-url')), what: `base-url is ${url}` }]
  })
  const asked = policiesNamed(subject, 'set-url').flatMap(({ element }) => {
    const url = element.text.trim()
    if (!isPlain(subject.valueOf(url))) return []
    const at = subject.placeOf({ document: element.document, offset: element.textOffset })
    return [{ at, what: `a request is sent to ${url}` }]
  })
  return [...routed, ...asked]
}

function inInformation({ configuration }: Subject) {
  if (configuration === undefined) return []
  const { backends, apis } = configuration.content
  const resources = [
    ...backends.map(({ id, url }) => ({
      folder: 'backends',
      file: 'backend',
      field: 'url',
      id,
      url,
    })),
    ...apis.map(({ id, serviceUrl }) => ({
      folder: 'apis',
      file: 'api',
      field: 'serviceUrl',
      id,
      url: serviceUrl,
    })),
  ]
  return resources.flatMap(({ folder, file, field, id, url = '' }) => {
    if (!isPlain(url)) return []
    const path = informationPath(folder, id, `${file}Information.json`)
    const at = configuration.information(path)?.placeOf([field]) ?? { field: `${folder}/${id}` }
    return [{ at, what: `${field} of ${id} is ${url}` }]
  })
}

/** An address of the same machine goes over no network. */
function isPlain(url: string): boolean {
  return /^\s*http:\/\/(?!localhost\b|127\.|\[::1\])/i.test(url)
}
