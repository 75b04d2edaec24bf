import { expect, test } from 'vitest'
import { checkArtifacts } from '../../../../gateway/check/check-artifacts.ts'
import { operationsOfType } from '../../../../gateway/config/operations-of-type.ts'
import type { RevisionContent } from '../../../../ledger/revision.ts'
import { artifactsToCheck } from '../../../../sim/management/artifact-tree.ts'
import { artifactsOfContent } from '../../../../sim/management/artifacts-of-content.ts'
import { withSecrets } from '../../../../sim/management/seed.ts'
import { apiOf, contentOf, policyOf, subscriptionOf } from '../content.ts'
import { ordersContent } from './orders-content.ts'

/** What a gateway reads from the artifacts that were made of a configuration. */
function readAgain(content: RevisionContent): RevisionContent | undefined {
  const tree = withSecrets(artifactsOfContent(content), content)
  const { content: read, errors } = checkArtifacts(artifactsToCheck(tree, content.source))
  expect(errors).toEqual([])
  return withoutAbsent(read)
}

const withoutAbsent = <One>(one: One): One => JSON.parse(JSON.stringify(one))

const byId = <One extends { readonly id: string }>(list: readonly One[] = []) =>
  list.toSorted((a, b) => (a.id < b.id ? -1 : 1))

/** Of what its order says nothing about. */
const sorted = (content: RevisionContent | undefined) =>
  content && {
    ...content,
    apis: byId(content.apis).map((api) => ({ ...api, operations: byId(api.operations) })),
    namedValues: byId(content.namedValues),
    // Fragments and policies say where they stand, which may be another folder.
    globalPolicy: content.globalPolicy?.xml,
  }

test('the configuration of the shipped drills is the same when it is read again', async () => {
  const content = await ordersContent()
  expect(sorted(readAgain(content))).toEqual(sorted(withoutAbsent(content)))
})

test('a configuration made by hand is the same when it is read again', () => {
  const policy = { file: 'apis/orders/policy.xml', xml: policyOf('<base />').xml }
  const content = contentOf({
    apis: [
      apiOf({ policy, schemas: { Order: { type: 'object' } }, xmlSchemas: { a: '<xs:schema />' } }),
      apiOf({
        id: 'users',
        path: 'users',
        type: 'graphql',
        graphql: 'type Query { a: Int }',
        operations: operationsOfType('graphql').map((one) => ({ ...one, id: one.name })),
      }),
    ],
    schemas: [{ id: 'order', kind: 'xml', document: '<xs:schema />' }],
    products: [
      {
        id: 'free',
        name: 'Free',
        isPublished: false,
        isSubscriptionRequired: false,
        apiIds: ['orders'],
      },
    ],
    subscriptions: [subscriptionOf({ scope: { kind: 'product', productId: 'free' } })],
    namedValues: [{ id: 'key', displayName: 'key', value: 'hush', isSecret: true }],
    backends: [
      {
        id: 'stock',
        kind: 'single',
        url: 'https://stock.example',
        members: [],
        credentials: { headers: { 'x-key': ['a'] }, query: {} },
        circuitBreaker: {
          name: 'one',
          count: 3,
          intervalMs: 1_500,
          statusRanges: [{ min: 500, max: 599 }],
          errorReasons: ['Timeout'],
          tripMs: 10_000,
          acceptsRetryAfter: true,
        },
      },
      {
        id: 'pool',
        kind: 'pool',
        members: [{ id: 'stock', weight: 3, priority: 1 }],
        credentials: { headers: {}, query: {} },
        sessionCookie: 'sid',
      },
    ],
    versionSets: [{ id: 'set', name: 'Set', scheme: 'Header', parameterName: 'x-version' }],
    loggers: [{ id: 'insights', type: 'applicationInsights' }],
    gateways: [{ id: 'branch', apiIds: ['orders'] }],
  })
  const read = sorted(readAgain(content))
  expect(read).toMatchObject({ ...sorted(content), backends: byId(content.backends) })
})
