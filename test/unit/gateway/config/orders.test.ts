import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { loadArtifacts } from '../../../../gateway/config/load-artifacts.ts'
import { HeaderList } from '../../../../gateway/pipeline/headers.ts'
import { parsePolicyXml } from '../../../../gateway/policy/xml/parse.ts'
import { compileRouter } from '../../../../gateway/routing/router.ts'
import { given } from './folder-of.ts'

const folder = resolve(import.meta.dirname, '../../../../scenarios/configs/orders')

test('the shipped configuration loads without a warning', async () => {
  const { content, warnings } = await loadArtifacts(folder, given)
  expect(warnings).toEqual([])
  expect(content.products.map(({ id, apiIds }) => [id, apiIds])).toEqual([
    ['starter', ['orders']],
    ['unlimited', ['customers', 'orders']],
  ])
  expect(content.subscriptions.map(({ id, scope }) => [id, scope.kind])).toEqual([
    ['contoso', 'product'],
    ['fabrikam', 'product'],
    ['operations', 'all'],
  ])
})

test.each([
  ['GET', '/catalog/7', 'orders', 'get-product'],
  ['GET', '/orders/1001', 'orders', 'get-order'],
  ['POST', '/orders', 'orders', 'create-order'],
  ['GET', '/orders/1001/status', 'orders', 'get-order-status'],
  ['GET', '/customers/me', 'customers', 'get-me'],
  ['GET', '/customers/me/orders', 'customers', 'get-my-orders'],
])('%s %s calls %s/%s', async (method, path, api, operation) => {
  const { content } = await loadArtifacts(folder, given)
  const match = compileRouter(content).match(method, path, new Map(), new HeaderList())
  expect([match?.api.id, match?.operation.id]).toEqual([api, operation])
})

test('its policies are well-formed, and every fragment, backend and named value that its policies name is there', async () => {
  const { content } = await loadArtifacts(folder, given)
  const documents = [
    content.globalPolicy,
    ...content.apis.flatMap((api) => [api.policy, ...api.operations.map(({ policy }) => policy)]),
    ...content.products.map(({ policy }) => policy),
    ...content.fragments.map(({ policy }) => policy),
  ]
  expect(documents.filter(isDefined).map((document) => parsePolicyXml(document).name)).toEqual([
    ...new Array(documents.filter(isDefined).length - 1).fill('policies'),
    'fragment',
  ])
  const xml = documents.map((document) => document?.xml ?? '').join('\n')
  const named = (pattern: RegExp) => [
    ...new Set([...xml.matchAll(pattern)].map(([, name]) => name)),
  ]
  expect(named(/fragment-id="([^"]+)"/g)).toEqual(content.fragments.map(({ id }) => id))
  expect(named(/backend-id="([^"]+)"/g)).toEqual(content.backends.map(({ id }) => id))
  expect(named(/\{\{([^}]+)\}\}/g).toSorted()).toEqual(
    content.namedValues.map(({ displayName }) => displayName).toSorted(),
  )
})

function isDefined<Thing>(thing: Thing | undefined): thing is Thing {
  return thing !== undefined
}
