import { collectFindings } from '../../../../../gateway/config/errors.ts'
import { readSpecification } from '../../../../../gateway/config/openapi.ts'
import type { RevisionContent } from '../../../../../ledger/revision.ts'
import { apiOf, contentOf, document, gatewayOf, type WorldOptions } from '../../in-memory.ts'

/** A gateway of one API at `/orders`, described by an OpenAPI document, with one API policy. */
export function describedGateway(
  specification: object,
  policy: string,
  options: WorldOptions & { readonly content?: Partial<RevisionContent> } = {},
) {
  const findings = collectFindings()
  const read = readSpecification({ openapi: '3.0.1', ...specification }, 'spec.yaml', findings)
  if (read === undefined) throw new Error('the test has no specification')
  const operations = read.operations.map((operation, index) => ({ id: `${index}`, ...operation }))
  const api = apiOf(operations, { schemas: read.schemas, policy: document(policy, 'api.xml') })
  const content = contentOf({ apis: [api], ...options.content })
  // As a revision comes from the management plane.
  return gatewayOf(JSON.parse(JSON.stringify(content)), options)
}

/** Puts the names and details of noted errors into a response header of the answer. */
export const tellErrors =
  '<set-header name="X-Errors"><value>@(context.Variables.ContainsKey("e") ? string.Join("|", ((JArray)context.Variables["e"]).Select(e => (string)e["Type"] + " " + (string)e["ValidationRule"] + " " + (string)e["Name"] + ": " + (string)e["Details"])) : "")</value></set-header>'

export const policies = (inbound: string, outbound = '') =>
  `<policies><inbound><base />${inbound}</inbound><outbound><base />${outbound}</outbound></policies>`
