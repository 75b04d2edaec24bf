import { expect, test } from 'vitest'
import { HeaderList } from '../../../../gateway/pipeline/headers.ts'
import { compileRouter } from '../../../../gateway/routing/router.ts'
import type { RevisionContent } from '../../../../ledger/revision.ts'
import { apiOf, contentOf } from './content-of.ts'

function callsOf(content: RevisionContent) {
  const router = compileRouter(content)
  return (call: string, headers: Readonly<Record<string, string>> = {}) => {
    const [method = '', target = ''] = call.split(' ')
    const [path = '', search = ''] = target.split('?')
    const query = new Map([...new URLSearchParams(search)].map(([name, value]) => [name, [value]]))
    const list = HeaderList.fromRaw(Object.entries(headers).flat())
    return router.match(method, path, query, list)
  }
}

const apis = [
  apiOf('root', { path: '' }, ['GET /', 'GET /about', 'GET /shop/unseen']),
  apiOf('shop', { path: 'shop' }, ['GET /', 'GET /a', 'POST /a', 'HEAD /a']),
  apiOf('deep', { path: 'shop/Deep' }, ['GET /a']),
]

test.each([
  ['GET /', 'root', 'GET /'],
  ['GET /about', 'root', 'GET /about'],
  ['GET /about/', 'root', 'GET /about'],
  ['GET /shop', 'shop', 'GET /'],
  ['GET /shop/', 'shop', 'GET /'],
  ['GET /shop/a', 'shop', 'GET /a'],
  ['POST /shop/a', 'shop', 'POST /a'],
  ['HEAD /shop/a', 'shop', 'HEAD /a'],
  ['GET /SHOP/A', 'shop', 'GET /a'],
  ['GET /shop/deep/a', 'deep', 'GET /a'],
])('the API with the longest path is called: %s', (call, api, operation) => {
  const match = callsOf(contentOf({ apis }))(call)
  expect([match?.api.id, match?.operation.id]).toEqual([api, operation])
})

test.each([
  ['an unknown path', 'GET /nothing'],
  ['a method that is not defined', 'DELETE /shop/a'],
  ['HEAD where only GET is defined', 'HEAD /about'],
  ['OPTIONS that is not defined', 'OPTIONS /shop/a'],
  ['an operation of a shorter API path', 'GET /shop/unseen'],
  ['a path that only begins like an API', 'GET /shopping/a'],
  ['a slash too many', 'GET /shop//a'],
  ['a method in small letters', 'get /shop/a'],
])('nothing is called by %s', (_case, call) => {
  expect(callsOf(contentOf({ apis }))(call)).toBeUndefined()
})

const template = apiOf('t', { path: 't' }, [
  'GET /users/{id}',
  'GET /users/me',
  'POST /users/{name}',
  'GET /users/{id}/orders/{order}',
  'GET /users/me/{any}',
  'GET /files/{name}.json',
  'GET /files/{name}',
  'GET /files/{from}-{to}.csv',
  'GET /entity({key})/details',
  'GET /jobs/{id}:cancel',
  'GET /all/*',
  'GET /all/named/{*rest}',
  'GET /all/known',
  'GET /one/*/end',
  'GET /Caf%C3%A9',
  'GET /search?type=book',
  'GET /search?type={type}&top={top}',
  'GET /search',
  'GET /slash/',
])

test.each<[string, string | undefined, Record<string, string>]>([
  ['GET /t/users/7', 'GET /users/{id}', { id: '7' }],
  ['GET /t/USERS/Seven', 'GET /users/{id}', { id: 'Seven' }],
  ['GET /t/users/a%2Fb%20c', 'GET /users/{id}', { id: 'a/b c' }],
  ['GET /t/users/100%', 'GET /users/{id}', { id: '100%' }],
  ['GET /t/users/', undefined, {}],
  ['GET /t/users/me', 'GET /users/me', {}],
  ['GET /t/users/ME', 'GET /users/me', {}],
  ['POST /t/users/me', 'POST /users/{name}', { name: 'me' }],
  ['GET /t/users/me/orders/5', 'GET /users/{id}/orders/{order}', { id: 'me', order: '5' }],
  ['GET /t/users/me/x', 'GET /users/me/{any}', { any: 'x' }],
  ['GET /t/files/a.json', 'GET /files/{name}.json', { name: 'a' }],
  ['GET /t/files/A.JSON', 'GET /files/{name}.json', { name: 'A' }],
  ['GET /t/files/.json', 'GET /files/{name}', { name: '.json' }],
  ['GET /t/files/a.txt', 'GET /files/{name}', { name: 'a.txt' }],
  ['GET /t/files/1-9.csv', 'GET /files/{from}-{to}.csv', { from: '1', to: '9' }],
  ['GET /t/files/1-.csv', 'GET /files/{name}', { name: '1-.csv' }],
  ['GET /t/entity(42)/details', 'GET /entity({key})/details', { key: '42' }],
  ['GET /t/jobs/9:cancel', 'GET /jobs/{id}:cancel', { id: '9' }],
  ['GET /t/all/a/b', 'GET /all/*', {}],
  ['GET /t/all/', 'GET /all/*', {}],
  ['GET /t/all', undefined, {}],
  ['GET /t/all/known', 'GET /all/known', {}],
  ['GET /t/all/known/more', 'GET /all/*', {}],
  ['GET /t/all/named/a/b', 'GET /all/named/{*rest}', { rest: 'a/b' }],
  ['GET /t/one/x/end', 'GET /one/*/end', {}],
  ['GET /t/caf%C3%A9', 'GET /Caf%C3%A9', {}],
  ['GET /t/search', 'GET /search', {}],
  ['GET /t/search?type=Book', 'GET /search?type=book', {}],
  ['GET /t/search?type=film', 'GET /search', {}],
  [
    'GET /t/search?TYPE=film&top=5',
    'GET /search?type={type}&top={top}',
    { type: 'film', top: '5' },
  ],
  ['GET /t/slash', 'GET /slash/', {}],
  ['GET /t/slash/', 'GET /slash/', {}],
])('%s matches %s', (call, operation, parameters) => {
  const match = callsOf(contentOf({ apis: [template] }))(call)
  expect(match?.operation.id).toBe(operation)
  expect(Object.fromEntries(match?.matchedParameters ?? [])).toEqual(parameters)
})

test('a wildcard at the root of an API takes everything, its bare path too', () => {
  const call = callsOf(contentOf({ apis: [apiOf('w', { path: 'w' }, ['GET /*'])] }))
  for (const path of ['/w', '/w/', '/w/a', '/w/a/b/c']) expect(call(`GET ${path}`)).toBeDefined()
})

const set = (scheme: 'Segment' | 'Header' | 'Query', parameterName?: string) => ({
  id: 'set',
  name: 'set',
  scheme,
  parameterName,
})
const versions = (versionSetId: string) => [
  apiOf('v0', { path: 'api', versionSetId }, ['GET /a']),
  apiOf('v1', { path: 'api', versionSetId, version: 'v1' }, ['GET /a']),
  apiOf('v2', { path: 'api', versionSetId, version: 'V2' }, ['GET /a']),
]

test.each([
  ['Segment', 'GET /api/a', {}, 'v0'],
  ['Segment', 'GET /api/v1/a', {}, 'v1'],
  ['Segment', 'GET /api/v2/a', {}, 'v2'],
  ['Segment', 'GET /api/v3/a', {}, undefined],
  ['Header', 'GET /api/a', {}, 'v0'],
  ['Header', 'GET /api/a', { VERSION: 'v1' }, 'v1'],
  ['Header', 'GET /api/a', { version: 'v2' }, 'v2'],
  ['Header', 'GET /api/a', { version: 'v3' }, undefined],
  ['Header', 'GET /api/v1/a', {}, undefined],
  ['Query', 'GET /api/a', {}, 'v0'],
  ['Query', 'GET /api/a?version=v1', {}, 'v1'],
  ['Query', 'GET /api/a?Version=v2', {}, 'v2'],
  ['Query', 'GET /api/a?version=v9', {}, undefined],
] as const)('versions by %s: %s %o calls %s', (scheme, call, headers, api) => {
  const versionSets = [set(scheme, scheme === 'Segment' ? undefined : 'version')]
  const calls = callsOf(contentOf({ apis: versions('set'), versionSets }))
  expect(calls(call, headers)?.api.id).toBe(api)
})

test('without an API that has no version, a request must name one', () => {
  const [, ...named] = versions('set')
  const calls = callsOf(contentOf({ apis: named, versionSets: [set('Header', 'version')] }))
  expect(calls('GET /api/a')).toBeUndefined()
})

test.each([
  ['GET /calc/a', 'calc', false],
  ['GET /calc;rev=2/a', 'calc', true],
  ['GET /calc;rev=1/a', 'calc;rev=1', true],
  ['GET /CALC;REV=1/a', 'calc;rev=1', true],
  ['GET /calc;rev=9/a', undefined, undefined],
  ['GET /calc;rev=1', undefined, undefined],
  ['GET /calc/v1;rev=3/a', 'v1;rev=3', true],
  ['GET /calc/v1/a', 'v1', false],
  ['GET /calc/old', undefined, undefined],
])('revisions are called by number: %s', (call, api, isRevisionRequest) => {
  const versionSets = [set('Segment')]
  const v1 = { path: 'calc', version: 'v1', versionSetId: 'set' }
  const calls = callsOf(
    contentOf({
      versionSets,
      apis: [
        apiOf('calc;rev=2', { path: 'calc', revision: '2', isCurrent: false }, ['GET /a']),
        apiOf('calc;rev=1', { path: 'calc', isCurrent: false }, ['GET /a', 'GET /old']),
        apiOf('calc', { path: 'calc', revision: '2' }, ['GET /a']),
        apiOf('v1', { ...v1, revision: '4' }, ['GET /a']),
        apiOf('v1;rev=3', { ...v1, revision: '3', isCurrent: false }, ['GET /a']),
      ],
    }),
  )
  const match = calls(call)
  expect([match?.api.id, match?.isRevisionRequest]).toEqual([api, isRevisionRequest])
})

test('the API is found for a preflight, whose operation is unknown', () => {
  const router = compileRouter(contentOf({ apis }))
  expect(router.findApi('/shop/whatever', new Map(), new HeaderList())?.id).toBe('shop')
})

test.each([
  ['GET /shop', '/'],
  ['GET /shop/', '/'],
  ['GET /shop/a', '/a'],
  ['GET /shop/a/', '/a/'],
  ['GET /about', '/about'],
  ['GET /shop;rev=1/a', '/a'],
  ['GET /shop/%61', '/%61'],
])('the path behind the API goes to the backend as it was sent: %s', (call, expected) => {
  expect(callsOf(contentOf({ apis }))(call)?.pathBehindApi).toBe(expected)
})
