import { expect, test } from 'vitest'
import { HeaderList } from '../../../../gateway/pipeline/headers.ts'
import { compileAuthorizer } from '../../../../gateway/routing/authorize.ts'
import { apiOf, contentOf, productOf, subscriptionOf } from './content-of.ts'

const apis = [
  apiOf('keyed', {}, []),
  apiOf('keyed;rev=2', { isCurrent: false, path: 'keyed' }, []),
  apiOf('free', { isSubscriptionRequired: false }, []),
  apiOf('opened', {}, []),
  apiOf('hidden', {}, []),
  apiOf('renamed', { subscriptionKeyHeader: 'X-Key', subscriptionKeyQuery: 'key' }, []),
]
const content = contentOf({
  apis,
  products: [
    productOf('gold', ['keyed', 'free', 'opened', 'renamed']),
    productOf('other', ['hidden'], { isPublished: false }),
    productOf('open', ['opened'], { isSubscriptionRequired: false }),
    productOf('drawer', ['hidden'], { isSubscriptionRequired: false, isPublished: false }),
  ],
  subscriptions: [
    subscriptionOf('gold', { kind: 'product', productId: 'gold' }),
    subscriptionOf('other', { kind: 'product', productId: 'other' }),
    subscriptionOf('keyed', { kind: 'api', apiId: 'keyed' }),
    subscriptionOf('all', { kind: 'all' }),
    subscriptionOf('suspended', { kind: 'all' }, 'suspended'),
    subscriptionOf('submitted', { kind: 'product', productId: 'gold' }, 'submitted'),
    { ...subscriptionOf('keyless', { kind: 'all' }), primaryKey: '', secondaryKey: '' },
  ],
})

type Call = { api: string; header?: string; query?: string; names?: [string, string] }

function access({ api: apiId, header, query, names }: Call) {
  const [headerName, queryName] = names ?? ['ocp-apim-subscription-key', 'subscription-key']
  const api = apis.find(({ id }) => id === apiId)
  if (api === undefined) throw new Error(`no API ${apiId}`)
  const headers = new HeaderList()
  if (header !== undefined) headers.set(headerName, header)
  const parameters = new Map(query === undefined ? [] : [[queryName, [query]] as const])
  return compileAuthorizer(content)(api, headers, parameters, 'gw.example')
}

test.each<[string, Call, string | undefined, string | undefined]>([
  ['the primary key', { api: 'keyed', header: 'gold-1' }, 'gold', 'gold'],
  ['the secondary key', { api: 'keyed', header: 'gold-2' }, 'gold', 'gold'],
  ['a key in the query', { api: 'keyed', query: 'gold-1' }, 'gold', 'gold'],
  ['the header before the query', { api: 'keyed', header: 'gold-1', query: 'bad' }, 'gold', 'gold'],
  ['renamed: header', { api: 'renamed', header: 'gold-1', names: ['x-key', ''] }, 'gold', 'gold'],
  ['renamed: query', { api: 'renamed', query: 'gold-1', names: ['', 'key'] }, 'gold', 'gold'],
  ['a key of the API: no product', { api: 'keyed', header: 'keyed-1' }, undefined, 'keyed'],
  ['a key of all APIs: no product', { api: 'keyed', header: 'all-1' }, undefined, 'all'],
  ['a revision by its API', { api: 'keyed;rev=2', header: 'keyed-1' }, undefined, 'keyed'],
  ['a revision by its product', { api: 'keyed;rev=2', header: 'gold-1' }, 'gold', 'gold'],
  ['an unpublished product by key', { api: 'hidden', header: 'other-1' }, 'other', 'other'],
  ['an API that needs no key', { api: 'free' }, undefined, undefined],
  ['a key where none is needed', { api: 'free', header: 'gold-1' }, 'gold', 'gold'],
  ['an open product without a key', { api: 'opened' }, 'open', undefined],
  ['an open product beside a key', { api: 'opened', header: 'gold-1' }, 'gold', 'gold'],
])('%s lets the request in', (_case, call, product, subscription) => {
  const result = access(call)
  expect(result).not.toHaveProperty('stop')
  expect(result).toMatchObject({
    product: product === undefined ? undefined : { id: product },
    subscription: subscription === undefined ? undefined : { id: subscription },
  })
})

const missing =
  '{ "statusCode": 401, "message": "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API." }'
const invalid =
  '{ "statusCode": 401, "message": "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription." }'

test.each<[string, Call, 'SubscriptionKeyNotFound' | 'SubscriptionKeyInvalid']>([
  ['no key', { api: 'keyed' }, 'SubscriptionKeyNotFound'],
  ['empty header, which is no key', { api: 'keyed', header: '' }, 'SubscriptionKeyNotFound'],
  ['an unpublished open product', { api: 'hidden' }, 'SubscriptionKeyNotFound'],
  ['the default name, renamed', { api: 'renamed', header: 'gold-1' }, 'SubscriptionKeyNotFound'],
  ['an unknown key', { api: 'keyed', header: 'bad' }, 'SubscriptionKeyInvalid'],
  [
    'the query where the header is bad',
    { api: 'keyed', header: 'bad', query: 'gold-1' },
    'SubscriptionKeyInvalid',
  ],
  ['a product without the API', { api: 'keyed', header: 'other-1' }, 'SubscriptionKeyInvalid'],
  [
    'a key of another API',
    { api: 'renamed', header: 'keyed-1', names: ['x-key', ''] },
    'SubscriptionKeyInvalid',
  ],
  ['a suspended subscription', { api: 'keyed', header: 'suspended-1' }, 'SubscriptionKeyInvalid'],
  ['a submitted subscription', { api: 'keyed', header: 'submitted-2' }, 'SubscriptionKeyInvalid'],
  ['a bad key where none is needed', { api: 'free', header: 'bad' }, 'SubscriptionKeyInvalid'],
  ['a key in other letters', { api: 'keyed', header: 'GOLD-1' }, 'SubscriptionKeyInvalid'],
])('%s is rejected with 401', (_case, call, reason) => {
  const result = access(call)
  const isRenamed = call.api === 'renamed'
  const path = call.api
  expect(result).toMatchObject({
    stop: 'fail',
    status: 401,
    reason,
    place: { policy: 'authorization', scope: '', section: '', path: '' },
    headers: {
      'WWW-Authenticate': `AzureApiManagementKey realm="https://gw.example/${path}",name="${isRenamed ? 'X-Key' : 'Ocp-Apim-Subscription-Key'}",type="header"`,
    },
  })
  const publicMessage = result.stop === 'fail' ? result.publicMessage : ''
  const body = `{ "statusCode": 401, "message": "${publicMessage}" }`
  expect(body).toBe(reason === 'SubscriptionKeyNotFound' ? missing : invalid)
})

test('the bodies are as long as those captured from the managed gateway', () => {
  expect([missing.length, invalid.length]).toEqual([152, 143])
})
