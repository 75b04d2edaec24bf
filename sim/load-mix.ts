import { GatedrillError } from '../ledger/errors.ts'
import type { RevisionContent } from '../ledger/revision.ts'
import type { Scenario } from '../scenarios/schema.ts'
import { bodyProblems, writtenBody } from './bodies/written-body.ts'
import {
  type Candidate,
  candidateOf,
  type LoadOperation,
  type Obstacle,
  type Surroundings,
} from './callable-operations.ts'
import { worldErrorCodes } from './errors.ts'
import {
  credentialProblems,
  keyHeaderOf,
  subscriptionProblems,
  withCredentials,
} from './load-credentials.ts'
import { writtenOperations } from './load-sessions.ts'

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
  seed = 1,
): readonly LoadOperation[] {
  const written = writtenOperations(load)
  const problems = [
    ...written.flatMap(({ operation, where }) =>
      subscriptionProblems(operation.subscription, `${where}.subscription`, content),
    ),
    ...credentialProblems(load, content),
    ...written.flatMap((operation) => bodyProblems(operation, content)),
  ]
  if (problems.length > 0) throw new GatedrillError(problems)
  // A script has its own.
  if (load.k6?.script !== undefined && load.operations === undefined) return []
  const operations =
    written.length > 0
      ? written.map(({ operation }) => resolved(operation, content, seed))
      : operationMixOf(content, { mintsTokens: mintsTokens(load), failing, seed })
  return withCredentials(
    load.k6 === undefined ? operations : operations.map(withOneBody),
    load,
    content,
  )
}

/** A script of k6 has one body for an operation. */
function withOneBody({ bodies, ...operation }: LoadOperation): LoadOperation {
  const [body] = bodies ?? []
  return body === undefined ? operation : { ...operation, body }
}

/** Whether all clients have a token for operations that need one. */
function mintsTokens({ token, populations }: Scenario['load']): boolean {
  if (token !== undefined) return true
  return populations?.every(({ credentials }) => credentials?.token !== undefined) === true
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

function resolved(
  operation: ScenarioOperation,
  content: RevisionContent,
  seed: number,
): LoadOperation {
  const { name, weight, method, path, headers, subscription: id, token } = operation
  const subscription = content.subscriptions.find((candidate) => candidate.id === id)
  const key = subscription && { [keyHeaderOf(path, content)]: subscription.primaryKey }
  const body = writtenBody(operation, content, seed)
  const hasType = Object.keys(headers).some((header) => header.toLowerCase() === 'content-type')
  return {
    name,
    weight,
    method: method.toUpperCase(),
    path,
    headers: {
      ...(body === undefined || hasType ? {} : { 'content-type': body.contentType }),
      ...headers,
      ...key,
    },
    needsToken: token,
    ...body?.sent,
    ...(operation.okStatuses === undefined ? {} : { okStatuses: operation.okStatuses }),
  }
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
