import type { Problem } from '../../ledger/errors.ts'
import type { RevisionContent } from '../../ledger/revision.ts'
import { worldErrorCodes, worldProblem } from '../errors.ts'
import type { WrittenOperation } from '../load-sessions.ts'
import { operationAt, operationBodies } from './operation-bodies.ts'

type Operation = WrittenOperation['operation']

/** The `body` of an operation that has bodies made by the schema of the configuration. */
const bySchema = 'schema'

/** What is sent as the body of a scenario's operation; undefined: nothing. */
export function writtenBody(operation: Operation, content: RevisionContent, seed: number) {
  const { body } = operation
  if (body === undefined) return undefined
  if (body === bySchema) {
    const made = bodiesAt(operation, content, seed)
    return made && { contentType: made.contentType, sent: { bodies: [...made.bodies] } }
  }
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { contentType: 'application/json', sent: { body: text } }
}

/** Operations whose bodies cannot be made by schema. */
export function bodyProblems(
  { operation, where }: WrittenOperation,
  content: RevisionContent,
): Problem[] {
  const { body, method, path } = operation
  if (body !== bySchema || bodiesAt(operation, content, 1) !== undefined) return []
  const found = operationAt(content, method.toUpperCase(), path)
  return [
    worldProblem({
      code: worldErrorCodes.loadWithoutSchema,
      where: `${where}.body`,
      what: `no body can be made for ${method.toUpperCase()} ${path}`,
      why:
        found === undefined
          ? 'it reaches no operation of the configuration'
          : `${found.api.id}/${found.operation.id} has no JSON schema that a value was found for`,
      fix: 'write the body, or an example for each pattern into the specification',
    }),
  ]
}

function bodiesAt({ method, path }: Operation, content: RevisionContent, seed: number) {
  const found = operationAt(content, method.toUpperCase(), path)
  return found && operationBodies(found.api, found.operation, seed)
}
