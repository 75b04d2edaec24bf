import { GatedrillError } from '../ledger/errors.ts'
import type { RevisionContent } from '../ledger/revision.ts'
import { nearestOf } from '../scenarios/nearest.ts'
import type { Scenario } from '../scenarios/schema.ts'
import {
  type Candidate,
  candidateOf,
  type LoadOperation,
  type Obstacle,
  type Surroundings,
} from './callable-operations.ts'
import { worldErrorCodes } from './errors.ts'

// A report has a line for each; a configuration may have thousands.
const operationsMax = 24

/**
 * The operations of a drill's load: the scenario's own, with keys and hosts of `content`, or else
 * a mix made from `content`. A subscription that `content` does not have, or a configuration
 * without any operation that can be called as it is, is a `GatedrillError`.
 */
export function resolveOperations(
  { load }: Scenario,
  content: RevisionContent,
  failing: ReadonlySet<string> = new Set(),
): readonly LoadOperation[] {
  if (load.operations === undefined) {
    return operationMixOf(content, { mintsTokens: load.token !== undefined, failing })
  }
  const problems = load.operations.flatMap(({ subscription }, index) =>
    subscription === undefined ? [] : subscriptionProblems(subscription, index, content),
  )
  if (problems.length > 0) throw new GatedrillError(problems)
  return load.operations.map((operation) => resolved(operation, content))
}

/**
 * One operation for every GET (and POST with an example body) of the current APIs that can be
 * called as it is; when there are too many, every API keeps some. Whether operations
 * behind a JWT can be called too, the surroundings say.
 */
export function operationMixOf(
  content: RevisionContent,
  surroundings: Surroundings,
): readonly LoadOperation[] {
  const byApi = content.apis
    .filter(({ isCurrent }) => isCurrent)
    .map((api) =>
      api.operations.map((operation) => candidateOf(content, api, operation, surroundings)),
    )
  const callable = byApi.map((candidates) =>
    candidates.flatMap(({ operation }) => (operation === undefined ? [] : [operation])),
  )
  const mix = inTurn(callable, operationsMax)
  if (mix.length === 0) throw withoutOperation(content.source, byApi.flat())
  return mix
}

type ScenarioOperation = NonNullable<Scenario['load']['operations']>[number]

function resolved(operation: ScenarioOperation, content: RevisionContent): LoadOperation {
  const { name, weight, method, path, headers, body, subscription: id, token } = operation
  const subscription = content.subscriptions.find((candidate) => candidate.id === id)
  const key = subscription && { [keyHeaderOf(path, content)]: subscription.primaryKey }
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
  const hasType = Object.keys(headers).some((header) => header.toLowerCase() === 'content-type')
  return {
    name,
    weight,
    method: method.toUpperCase(),
    path,
    headers: {
      ...(text === undefined || hasType ? {} : { 'content-type': 'application/json' }),
      ...headers,
      ...key,
    },
    needsToken: token,
    ...(text === undefined ? {} : { body: text }),
    ...(operation.okStatuses === undefined ? {} : { okStatuses: operation.okStatuses }),
  }
}

/** An API may call its key's header otherwise; the API is the one with the longest path. */
function keyHeaderOf(path: string, { apis }: RevisionContent): string {
  const [api] = apis
    .filter((candidate) => candidate.path === '' || `${path}/`.startsWith(`/${candidate.path}/`))
    .toSorted((a, b) => b.path.length - a.path.length)
  return api?.subscriptionKeyHeader ?? 'Ocp-Apim-Subscription-Key'
}

function subscriptionProblems(id: string, index: number, { subscriptions }: RevisionContent) {
  const known = subscriptions.map((subscription) => subscription.id)
  if (known.includes(id)) return []
  const nearest = nearestOf(id, known)
  return [
    {
      code: worldErrorCodes.loadUnknownSubscription,
      where: `load.operations[${index}].subscription`,
      what: `the configuration has no subscription ${id}`,
      why: known.length === 0 ? 'it has none at all' : `it has ${known.slice(0, 20).join(', ')}`,
      fix: nearest === undefined ? 'name one of these, or leave it out' : `write ${nearest}`,
    },
  ]
}

/** The first of every list, then the second of every list, and so on, up to `countMax`. */
function inTurn<Item>(lists: readonly (readonly Item[])[], countMax: number): readonly Item[] {
  const longest = Math.max(0, ...lists.map((list) => list.length))
  return Array.from({ length: longest }, (_, index) =>
    lists.flatMap((list) => list.slice(index, index + 1)),
  )
    .flat()
    .slice(0, countMax)
}

const obstacleTexts: Readonly<Record<Obstacle, string>> = {
  method: 'are neither GET nor POST',
  example: 'have no example of a parameter or body',
  key: 'need a key, and no active subscription reaches them',
  token: 'need a JWT',
  more: 'need a certificate, an address or a header',
  policy: 'run a policy that is not supported',
}

function withoutOperation(source: string, candidates: readonly Candidate[]): GatedrillError {
  const counts = Object.entries(obstacleTexts)
    .map(([obstacle, text]) => {
      const count = candidates.filter((candidate) => candidate.obstacle === obstacle).length
      return { count, text: `${count} ${text}` }
    })
    .filter(({ count }) => count > 0)
  return new GatedrillError({
    code: worldErrorCodes.loadWithoutOperation,
    where: source,
    what: 'no operation can be called as it is',
    why:
      counts.length === 0
        ? 'the current APIs have no operations'
        : `of ${candidates.length} operations ${counts.map(({ text }) => text).join(', ')}`,
    fix: 'write load.operations into the scenario, with path, headers and subscription',
  })
}
