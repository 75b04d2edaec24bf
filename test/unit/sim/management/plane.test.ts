import { expect, test } from 'vitest'
import { isIntact, type RevisionContent, revisionSchema } from '../../../../ledger/revision.ts'
import { contentOf } from '../content.ts'
import { planeWith } from './plane-in-memory.ts'

async function planeOf(...contents: readonly RevisionContent[]) {
  const { app, published, passUs } = await planeWith(contents)
  const put = (content: unknown, headers: Record<string, string> = {}) =>
    app.inject({
      method: 'PUT',
      url: '/revisions/latest',
      headers: { 'content-type': 'application/json', ...headers },
      payload: JSON.stringify(content),
    })
  return { app, put, published, passUs }
}

const [first, second] = [contentOf({ source: 'first' }), contentOf({ source: 'second' })]

test('gives the latest revision, whole and intact, to an instance that has none', async () => {
  const { app } = await planeOf(first, second)
  const { statusCode, headers, payload } = await app.inject('/revisions/latest?after=0&instance=a')
  const revision = revisionSchema.parse(JSON.parse(payload))
  expect([statusCode, headers.etag, revision.number]).toEqual([200, '"2"', 2])
  expect(revision.content.source).toBe('second')
  expect(isIntact(revision)).toBe(true)
})

test.each([
  ['without after', '', 200],
  ['after an older one', '?after=1', 200],
  ['after the latest', '?after=2', 204],
  ['after one that the plane lost: it is never turned back', '?after=7', 204],
  ['after what is no number', '?after=x', 400],
  ['after less than nothing', '?after=-1', 400],
])('an instance that asks %s gets %s -> %i', async (_case, query, status) => {
  const { app } = await planeOf(first, second)
  expect((await app.inject(`/revisions/latest${query}`)).statusCode).toBe(status)
})

test.each([
  ['1', 200],
  ['2', 200],
  ['3', 404],
  ['0', 404],
  ['x', 404],
])('revision %s answers %i', async (number, status) => {
  const { app } = await planeOf(first, second)
  expect((await app.inject(`/revisions/${number}`)).statusCode).toBe(status)
})

test('knows of every instance what it runs and when it asked', async () => {
  const { app, passUs } = await planeOf(first, second)
  await app.inject('/revisions/latest?after=1&instance=a')
  passUs(500)
  await app.inject('/revisions/latest?after=2&instance=b')
  expect((await app.inject('/instances')).json()).toEqual({
    latest: 2,
    instances: [
      { instance: 'a', revision: 1, syncedAtUs: 1_000, isCurrent: false },
      { instance: 'b', revision: 2, syncedAtUs: 1_500, isCurrent: true },
    ],
  })
})

test('a publish becomes the next revision, and is announced once it is durable', async () => {
  const { app, put, published } = await planeOf(first)
  const { statusCode, headers, payload } = await put(second, { 'if-match': '"1"' })
  expect([statusCode, headers.etag, headers.location]).toEqual([201, '"2"', '/revisions/2'])
  expect(published).toEqual([JSON.parse(payload)])
  expect((await app.inject('/revisions/2')).json().content.source).toBe('second')
  expect((await app.inject('/revisions/1')).json().content.source).toBe('first')
})

test.each([
  ['the latest', '"1"', 201],
  ['any', '*', 201],
  ['one of several', '"7", "1"', 201],
  ['an old one', '"0"', 412],
  ['without quotes', '1', 412],
])('a publish that must match %s answers %s -> %i', async (_case, ifMatch, status) => {
  const { put, published } = await planeOf(first)
  expect((await put(second, { 'if-match': ifMatch })).statusCode).toBe(status)
  expect(published).toHaveLength(status === 201 ? 1 : 0)
})

test.each([
  ['what is no configuration', { apis: 1 }],
  ['an unknown field', { ...contentOf({}), extra: 1 }],
  ['nothing', null],
])('a publish of %s is refused and changes nothing', async (_case, content) => {
  const { app, put } = await planeOf(first)
  const { statusCode, payload } = await put(content)
  expect(statusCode).toBe(400)
  expect(JSON.parse(payload).error.code).toBe('ValidationError')
  expect((await app.inject('/instances')).json().latest).toBe(1)
})

test('answers the health probe', async () => {
  const { app } = await planeOf(first)
  expect((await app.inject('/status-0123456789abcdef')).statusCode).toBe(200)
})
