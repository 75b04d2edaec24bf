import type { RevisionContent } from '../../ledger/revision.ts'
import { operationSchema } from '../../scenarios/schema/operations.ts'
import type { ScenarioInput } from '../../scenarios/schema.ts'
import type { LoadOperation } from '../../sim/callable-operations.ts'
import { operationMixOf } from '../../sim/load-mix.ts'

type WrittenOperation = NonNullable<ScenarioInput['load']['operations']>[number]

/**
 * The operations that can be called as the configuration describes them, as a scenario writes
 * them: keys are those of a subscription. A GatedrillError when none can be called.
 */
export function firstOperations(
  content: RevisionContent,
  failing: ReadonlySet<string>,
): readonly WrittenOperation[] {
  return operationMixOf(content, { mintsTokens: false, failing })
    .map((operation) => written(operation, content))
    .filter((operation) => operationSchema.safeParse(operation).success)
}

function written(operation: LoadOperation, { subscriptions }: RevisionContent): WrittenOperation {
  const { name, method, path, headers, body, bodies } = operation
  const keyed = Object.entries(headers).flatMap(([header, value]) => {
    const subscription = subscriptions.find(({ primaryKey }) => primaryKey === value)
    return subscription === undefined ? [] : [{ header, id: subscription.id }]
  })
  const others = Object.entries(headers).filter(
    ([header, value]) =>
      !keyed.some((key) => key.header === header) &&
      !(header === 'content-type' && value === 'application/json'),
  )
  return {
    name,
    ...(method === 'GET' ? {} : { method }),
    path,
    ...(keyed[0] === undefined ? {} : { subscription: keyed[0].id }),
    ...(others.length === 0 ? {} : { headers: Object.fromEntries(others) }),
    ...(bodies === undefined ? {} : { body: 'schema' }),
    ...(body === undefined ? {} : { body: parsed(body) }),
  }
}

/** JSON is written as such, anything else as the text it is. */
function parsed(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' ? value : body
  } catch {
    return body
  }
}
