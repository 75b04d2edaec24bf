import type { PolicyLoad } from '../define-policy.ts'
import type { XmlElement } from '../xml/element.ts'
import type { Finding } from './report.ts'

/** Source: APIM, validation errors. */
export const unresolvedSchema: Finding = {
  Name: '',
  Type: 'ApiSchema',
  ValidationRule: '',
  Details: "API's schema does not exist or it could not be resolved.",
}

export const whyMissing =
  'a body that comes to this element has the error that the API has no schema'

/** Says that a schema of the service is named and not there, unless it is taken to exist. */
export function sayMissingSchema(
  kind: 'JSON' | 'XML',
  id: string,
  child: XmlElement,
  load: PolicyLoad,
): void {
  if (load.assumes('schema', id)) return
  const known = load.content.schemas?.map((schema) => schema.id).join(', ') || 'none'
  const fix = `add schemas/${id}/schemaInformation.json to the artifact folder; it has: ${known}`
  load.note(`there is no ${kind} schema ${id}`, whyMissing, fix, child)
}
