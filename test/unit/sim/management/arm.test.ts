import { beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { type RevisionContent, revisionSchema } from '../../../../ledger/revision.ts'
import { ordersContent } from './orders-content.ts'
import { armRoot, planeWith } from './plane-in-memory.ts'

type Plane = Awaited<ReturnType<typeof planeWith>>
let plane: Plane

beforeEach(async () => {
  plane = await planeWith([await ordersContent()])
})

const contentNow = (): RevisionContent =>
  revisionSchema.parse(JSON.parse(plane.store.revisions.latest()?.json ?? '')).content

const policy = (inbound: string) => ({
  properties: { format: 'rawxml', value: `<policies><inbound>\n${inbound}</inbound></policies>` },
})
const always = { 'if-match': '*' }
const listSchema = z.object({
  value: z.array(z.object({ name: z.string(), properties: z.record(z.string(), z.unknown()) })),
  count: z.number(),
  nextLink: z.string().optional(),
})
const namesIn = async (path: string) =>
  listSchema.parse((await plane.arm('GET', path)).json()).value.map(({ name }) => name)
const errorOf = (answer: { json(): unknown }) =>
  z
    .object({
      error: z.object({
        code: z.string(),
        message: z.string(),
        details: z.array(z.object({ target: z.string(), message: z.string() })).default([]),
      }),
    })
    .parse(answer.json()).error

test.each([
  ['/apis', ['customers', 'orders']],
  ['/products', ['starter', 'unlimited']],
  ['/products/starter/apis', ['orders']],
  ['/apis/customers/operations', ['get-me', 'get-my-orders']],
  ['/subscriptions', ['contoso', 'fabrikam', 'operations']],
  ['/policies', ['policy']],
  ['/apis/customers/policies', ['policy']],
  ['/products/unlimited/policies', []],
  ['/policyFragments', ['correlation']],
  ['/backends', ['orders-backend']],
  ['/users', []],
])('lists %s', async (path, names) => {
  expect(await namesIn(path)).toEqual(names)
})

test('a resource has the id, type and name of Resource Manager, and an ETag', async () => {
  const answer = await plane.arm('GET', '/apis/orders/operations/get-order-status')
  expect(answer.statusCode).toBe(200)
  expect(answer.json()).toMatchObject({
    id: `${armRoot}/apis/orders/operations/get-order-status`,
    type: 'Microsoft.ApiManagement/service/apis/operations',
    name: 'get-order-status',
    properties: { method: 'GET' },
  })
  const head = await plane.arm('HEAD', '/apis/orders/operations/get-order-status')
  expect([head.statusCode, head.payload, head.headers.etag]).toEqual([200, '', answer.headers.etag])
})

test('a list comes in pages, each with a link to the next', async () => {
  const first = listSchema.parse((await plane.arm('GET', '/subscriptions?$top=2')).json())
  expect([first.value.length, first.count]).toEqual([2, 3])
  const second = await plane.app.inject(first.nextLink ?? '')
  expect(listSchema.parse(second.json())).toMatchObject({ value: [{ name: 'operations' }] })
  expect(listSchema.parse(second.json()).nextLink).toBeUndefined()
})

test.each([
  ['GET', '/apis/none', 404, 'ResourceNotFound'],
  ['GET', '/apis/none/operations', 404, 'ResourceNotFound'],
  ['GET', '/nothing', 404, 'InvalidResourceType'],
  ['GET', '/apis?$filter=name', 400, 'ValidationError'],
  ['GET', '/apis?$top=0', 400, 'ValidationError'],
  ['PUT', '/apis/none/policies/policy', 404, 'ResourceNotFound'],
  ['PUT', '/apis', 405, 'MethodNotAllowed'],
  ['PUT', '/apis/..%2f..%2fx', 400, 'ValidationError'],
  ['PUT', '/namedValues/.hidden', 400, 'ValidationError'],
  ['POST', '/apis/orders/explode', 404, 'InvalidAction'],
  ['POST', '/explode', 404, 'ResourceNotFound'],
] as const)('%s %s is refused with %i %s', async (method, path, status, code) => {
  const answer = await plane.arm(method, path, method === 'GET' ? undefined : policy(''))
  expect([answer.statusCode, errorOf(answer).code]).toEqual([status, code])
  expect(plane.published).toEqual([])
})

test('a request must say its api-version', async () => {
  const answer = await plane.app.inject(`${armRoot}/apis`)
  expect([answer.statusCode, errorOf(answer).code]).toEqual([400, 'MissingApiVersionParameter'])
})

test('paths are the same in any case, and for any subscription, group and service', async () => {
  const path = '/SUBSCRIPTIONS/x/resourcegroups/y/providers/microsoft.apimanagement/service/z'
  const answer = await plane.app.inject(`${path}/NamedValues/issuer?api-version=1`)
  expect(answer.statusCode).toBe(200)
})

test.each([
  ['/policies/policy', ({ globalPolicy }: RevisionContent) => globalPolicy?.xml],
  ['/apis/orders/policies/policy', ({ apis }: RevisionContent) => apis[1]?.policy?.xml],
  [
    '/products/starter/policies/policy',
    ({ products }: RevisionContent) => products[0]?.policy?.xml,
  ],
  [
    '/apis/customers/operations/get-me/policies/policy',
    ({ apis }: RevisionContent) => apis[0]?.operations[0]?.policy?.xml,
  ],
])('a policy put at %s is in the next revision, which the answer names', async (path, xmlOf) => {
  const put = policy('<set-header name="x-was-here"><value>yes</value></set-header>')
  const answer = await plane.arm('PUT', path, put)
  expect(answer.statusCode).toBe(200)
  expect(answer.headers['gatedrill-revision']).toBe('2')
  expect(plane.published).toMatchObject([{ number: 2 }])
  expect(xmlOf(contentNow())).toBe(put.properties.value)
  expect((await plane.arm('GET', path)).json()).toMatchObject(put)
})

test('a policy that cannot be compiled is refused with line and column, and nothing changes', async () => {
  const before = contentNow()
  const answer = await plane.arm(
    'PUT',
    '/apis/orders/policies/policy',
    policy('  <rate-limit calls="many" renewal-period="60" />'),
  )
  expect(answer.statusCode).toBe(400)
  const { code, details } = errorOf(answer)
  expect(code).toBe('ValidationError')
  expect(details[0]?.target).toBe('rate-limit')
  expect(details[0]?.message).toMatch(/^Error in element 'rate-limit' on line 2, column 22: /)
  expect(plane.published).toEqual([])
  expect(contentNow()).toEqual(before)
})

test.each([
  ['an element that no policy has', '<no-such-policy />', /no-such-policy/],
  ['a named value that is not there', '<set-variable name="x" value="{{gone}}" />', /gone/],
  ['a fragment that is not there', '<include-fragment fragment-id="gone" />', /gone/],
  ['XML that does not end', '<choose>', /choose/],
  ['an expression that is none', '<set-variable name="x" value="@(1 +)" />', /line 2, column/],
])('a policy with %s is refused', async (_case, inbound, message) => {
  const answer = await plane.arm('PUT', '/policies/policy', policy(inbound))
  expect(answer.statusCode).toBe(400)
  expect(errorOf(answer).details[0]?.message).toMatch(message)
})

test('what other resources rest on cannot be taken away under them', async () => {
  const answer = await plane.arm('DELETE', '/policyFragments/correlation', undefined, always)
  expect([answer.statusCode, errorOf(answer).code]).toEqual([400, 'ValidationError'])
  expect(await namesIn('/policyFragments')).toEqual(['correlation'])
})

test('If-Match guards against changing what somebody else has changed', async () => {
  const path = '/products/starter'
  const etag = String((await plane.arm('GET', path)).headers.etag)
  const body = { properties: { displayName: 'Starter', state: 'published' } }
  const first = await plane.arm('PUT', path, body, { 'if-match': etag })
  expect(first.statusCode).toBe(200)
  expect(first.headers.etag).not.toBe(etag)
  const second = await plane.arm('PUT', path, body, { 'if-match': etag })
  expect([second.statusCode, errorOf(second).code]).toEqual([412, 'PreconditionFailed'])
})

test.each([
  ['PUT', '/groups/testers', { 'if-match': '"1"' }, 412],
  ['PUT', '/apis/orders', { 'if-none-match': '*' }, 412],
  ['PUT', '/groups/testers', { 'if-none-match': '*' }, 201],
  ['PATCH', '/apis/orders', {}, 412],
  ['PATCH', '/apis/orders', { 'if-match': '*' }, 200],
  ['DELETE', '/apis/orders', {}, 412],
  ['DELETE', '/apis/orders', { 'if-match': '"7"' }, 412],
  ['DELETE', '/apis/none', {}, 204],
] as const)('%s %s with %j answers %i', async (method, path, headers, status) => {
  const body =
    method === 'DELETE' ? undefined : { properties: { displayName: 'A', path: 'orders' } }
  expect((await plane.arm(method, path, body, headers)).statusCode).toBe(status)
})

test('of two writers with the same ETag one is told that it came too late', async () => {
  const path = '/products/starter'
  const etag = String((await plane.arm('GET', path)).headers.etag)
  const answers = await Promise.all(
    ['One', 'Two'].map((displayName) =>
      plane.arm('PUT', path, { properties: { displayName } }, { 'if-match': etag }),
    ),
  )
  expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 412])
})

test('a deleted resource that comes back does not have its old ETag', async () => {
  const path = '/groups/testers'
  const body = { properties: { displayName: 'Testers' } }
  const { etag } = (await plane.arm('PUT', path, body)).headers
  await plane.arm('DELETE', path, undefined, always)
  expect((await plane.arm('PUT', path, body)).headers.etag).not.toBe(etag)
})

test('a deleted API takes its operations, policies and places in products with it', async () => {
  const answer = await plane.arm('DELETE', '/apis/customers', undefined, always)
  expect(answer.statusCode).toBe(200)
  expect(contentNow().apis.map(({ id }) => id)).toEqual(['orders'])
  expect(await namesIn('/products/unlimited/apis')).not.toContain('customers')
  expect((await plane.arm('GET', '/apis/customers/policies/policy')).statusCode).toBe(404)
})

test('an API is imported from OpenAPI, put into a product and changed operation by operation', async () => {
  const value = `openapi: 3.0.1
info: { title: Stock, version: '1' }
paths:
  /items: { get: { operationId: list-items, responses: { '200': { description: ok } } } }
  /items/{id}: { get: { operationId: get-item, responses: { '200': { description: ok } } } }
`
  const properties = { displayName: 'Stock', path: 'stock', format: 'openapi', value }
  expect((await plane.arm('PUT', '/apis/stock', { properties })).statusCode).toBe(201)
  expect(await namesIn('/apis/stock/operations')).toEqual(['list-items', 'get-item'])
  expect((await plane.arm('PUT', '/products/starter/apis/stock')).statusCode).toBe(201)
  expect(contentNow().products[0]?.apiIds).toContain('stock')
  const added = { displayName: 'Add', method: 'POST', urlTemplate: '/items' }
  await plane.arm('PUT', '/apis/stock/operations/add-item', { properties: added })
  await plane.arm('DELETE', '/apis/stock/operations/list-items', undefined, always)
  expect(await namesIn('/apis/stock/operations')).toEqual(['get-item', 'add-item'])
})

test('a product cannot hold an API that is not there', async () => {
  const answer = await plane.arm('PUT', '/products/starter/apis/none')
  expect([answer.statusCode, errorOf(answer).code]).toEqual([400, 'ValidationError'])
})

test('keys of a subscription are told to those who ask, and replaced one at a time', async () => {
  const path = '/subscriptions/contoso'
  expect((await plane.arm('GET', path)).payload).not.toContain('first-of-contoso')
  const secrets = await plane.arm('POST', `${path}/listSecrets`)
  expect(secrets.json()).toEqual({
    primaryKey: 'first-of-contoso',
    secondaryKey: 'second-of-contoso',
  })
  const rotated = await plane.arm('POST', `${path}/regeneratePrimaryKey`)
  expect([rotated.statusCode, rotated.headers['gatedrill-revision']]).toEqual([204, '2'])
  const contoso = contentNow().subscriptions.find(({ id }) => id === 'contoso')
  expect(contoso).toMatchObject({ primaryKey: 'new-key-1', secondaryKey: 'second-of-contoso' })
})

test('no two subscriptions have the same key', async () => {
  const properties = { displayName: 'B', scope: '/apis', primaryKey: 'first-of-contoso' }
  const answer = await plane.arm('PUT', '/subscriptions/b', { properties })
  expect([answer.statusCode, errorOf(answer).details[0]?.target]).toEqual([400, 'primaryKey'])
})

test('a secret named value is used and never shown', async () => {
  const properties = { displayName: 'api-key', value: 'hush', secret: true }
  const answer = await plane.arm('PUT', '/namedValues/api-key', { properties })
  expect([answer.statusCode, answer.payload.includes('hush')]).toEqual([201, false])
  expect(contentNow().namedValues).toContainEqual({
    id: 'api-key',
    displayName: 'api-key',
    value: 'hush',
    isSecret: true,
  })
  expect((await plane.arm('GET', '/namedValues')).payload).not.toContain('hush')
  const value = await plane.arm('POST', '/namedValues/api-key/listValue')
  expect(value.json()).toEqual({ value: 'hush' })
})

test('a changed description is stored, and publishes nothing that an instance would see', async () => {
  const properties = { displayName: 'Starter', state: 'published', description: 'for a try' }
  const before = (await plane.arm('GET', '/products/starter')).json<{ properties: object }>()
  const body = { properties: { ...before.properties, ...properties } }
  const answer = await plane.arm('PUT', '/products/starter', body)
  expect(answer.json()).toMatchObject({ properties: { description: 'for a try' } })
  expect(plane.published).toEqual([])
})

test('a workspace has resources of its own, below its name', async () => {
  const properties = { displayName: 'Sales', path: 'sales' }
  await plane.arm('PUT', '/workspaces/sales', { properties: { displayName: 'Sales' } })
  await plane.arm('PUT', '/workspaces/sales/apis/deals', { properties })
  const put = policy('<set-header name="x-sales"><value>yes</value></set-header>')
  const answer = await plane.arm('PUT', '/workspaces/sales/apis/deals/policies/policy', put)
  expect(answer.statusCode).toBe(201)
  const api = contentNow().apis.find(({ id }) => id === 'sales/deals')
  expect(api?.policy?.xml).toBe(put.properties.value)
  expect(await namesIn('/workspaces/sales/apis')).toEqual(['deals'])
  expect(await namesIn('/apis')).not.toContain('deals')
})

test('a user is put into a group, and owns a subscription', async () => {
  await plane.arm('PUT', '/groups/testers', { properties: { displayName: 'Testers' } })
  await plane.arm('PUT', '/users/ada', { properties: { email: 'ada@contoso.example' } })
  expect((await plane.arm('PUT', '/groups/testers/users/ada')).statusCode).toBe(201)
  const properties = { displayName: 'Ada', scope: '/products/starter', ownerId: '/users/ada' }
  await plane.arm('PUT', '/subscriptions/ada', { properties })
  const { owner } = contentNow().subscriptions.find(({ id }) => id === 'ada') ?? {}
  expect(owner?.email).toBe('ada@contoso.example')
  expect(owner?.groups.map(({ name }) => name)).toContain('Testers')
})
