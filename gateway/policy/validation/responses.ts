import type { ResponseDefinition } from '../../../ledger/definition.ts'
import type { Operation } from '../../../ledger/revision.ts'

/**
 * What the specification says of a response with this status: of itself, else of its hundred, else
 * of all others. Source: OpenAPI 3.0.3, responses object.
 */
export function responseDefinitionOf(
  operation: Operation | undefined,
  status: number,
): ResponseDefinition | undefined {
  const responses = operation?.definition?.responses ?? []
  const range = `${Math.floor(status / 100)}XX`
  return (
    responses.find((response) => response.status === String(status)) ??
    responses.find((response) => response.status.toUpperCase() === range) ??
    responses.find((response) => response.status === 'default')
  )
}
