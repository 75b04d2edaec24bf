import { beforeEach, expect, test } from 'vitest'
import { type RevisionContent, revisionSchema } from '../../../../ledger/revision.ts'
import { ordersContent } from './orders-content.ts'
import { planeWith } from './plane-in-memory.ts'

let plane: Awaited<ReturnType<typeof planeWith>>

beforeEach(async () => {
  plane = await planeWith([await ordersContent()])
})

const apisNow = (): RevisionContent['apis'] =>
  revisionSchema.parse(JSON.parse(plane.store.revisions.latest()?.json ?? '')).content.apis
const apiNow = (id: string) => apisNow().find((api) => api.id === id)

const putRevision = (id: string, properties: Record<string, unknown> = {}) =>
  plane.arm('PUT', `/apis/${id}`, {
    properties: {
      sourceApiId: '/apis/orders',
      serviceUrl: 'https://green.contoso.example',
      ...properties,
    },
  })
const release = (name: string, apiId: string) =>
  plane.arm('PUT', `/apis/orders/releases/${name}`, { properties: { apiId, notes: name } })

test('a revision that is made from an API has its operations and policies, and serves nobody yet', async () => {
  const before = apiNow('orders')
  expect((await putRevision('orders;rev=2')).statusCode).toBe(201)
  const made = apiNow('orders;rev=2')
  expect(made).toMatchObject({
    revision: '2',
    isCurrent: false,
    path: before?.path,
    serviceUrl: 'https://green.contoso.example',
  })
  expect(made?.operations.map(({ id }) => id)).toEqual(before?.operations.map(({ id }) => id))
  expect(made?.policy?.xml).toBe(before?.policy?.xml)
  expect(apiNow('orders')).toEqual(before)
})

test('a release makes a revision current, and what was current stays as one; a second one goes back', async () => {
  const before = apiNow('orders')
  await putRevision('orders;rev=2')
  expect((await release('green', '/apis/orders;rev=2')).statusCode).toBe(201)
  expect(apiNow('orders')).toMatchObject({
    revision: '2',
    isCurrent: true,
    serviceUrl: 'https://green.contoso.example',
  })
  expect(apiNow('orders;rev=1')).toMatchObject({
    revision: '1',
    isCurrent: false,
    serviceUrl: before?.serviceUrl,
  })
  expect(
    apisNow()
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual(['customers', 'orders', 'orders;rev=1'])
  await release('back', '/apis/orders;rev=1')
  expect(apiNow('orders')).toMatchObject({ revision: '1', serviceUrl: before?.serviceUrl })
  expect(apiNow('orders;rev=2')).toMatchObject({ revision: '2', isCurrent: false })
  const known = (await plane.arm('GET', '/apis/orders/releases')).json()
  expect(known).toMatchObject({ count: 2 })
})

test('other notes of an old release release nothing', async () => {
  await putRevision('orders;rev=2')
  await release('green', '/apis/orders;rev=2')
  await release('back', '/apis/orders;rev=1')
  const notes = { properties: { notes: 'it failed' } }
  await plane.arm('PATCH', '/apis/orders/releases/green', notes, { 'if-match': '*' })
  expect(apiNow('orders')).toMatchObject({ revision: '1' })
})

test.each([
  ['of no revision that there is', { apiId: '/apis/orders;rev=7' }, 'there is no revision 7'],
  ['of another API', { apiId: '/apis/customers;rev=1' }, 'another API'],
  ['of nothing', { notes: 'none' }, 'names the revision'],
])('a release %s is refused', async (_case, properties, message) => {
  const answer = await plane.arm('PUT', '/apis/orders/releases/one', { properties })
  expect(answer.statusCode).toBe(400)
  expect(answer.payload).toContain(message)
})

test('a version is made from an API too, under a path of its own; from none that is not there', async () => {
  const set = { properties: { displayName: 'Orders', versioningScheme: 'Segment' } }
  await plane.arm('PUT', '/apiVersionSets/orders', set)
  const version = { apiVersion: 'v2', apiVersionSetId: '/apiVersionSets/orders' }
  expect((await putRevision('orders-v2', version)).statusCode).toBe(201)
  expect(apiNow('orders-v2')).toMatchObject({ revision: '1', isCurrent: true, version: 'v2' })
  const answer = await putRevision('orders;rev=3', { sourceApiId: '/apis/none' })
  expect([answer.statusCode, answer.payload]).toEqual([400, expect.stringContaining('no API none')])
})
