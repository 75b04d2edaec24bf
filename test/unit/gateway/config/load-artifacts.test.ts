import { expect, test } from 'vitest'
import { loadArtifacts } from '../../../../gateway/config/load-artifacts.ts'
import { revisionContentSchema } from '../../../../ledger/revision.ts'
import { rsaIdentity } from '../policy/expressions/certificate-pem.ts'
import { contentOf, echoApi, folderOf, given, problemsOf } from './folder-of.ts'

const arm =
  '/subscriptions/1111/resourceGroups/rg/providers/Microsoft.ApiManagement/service/other-apim'
const policy = (name: string) => `<policies><inbound><!-- ${name} --></inbound></policies>`
const specification = (...ids: string[]) => ({
  openapi: '3.0.1',
  paths: Object.fromEntries(ids.map((id) => [`/${id}`, { get: { operationId: id } }])),
})

test('a folder with nothing but an API is served with the defaults of the managed gateway', async () => {
  const { content, warnings } = await contentOf({})
  expect(warnings).toEqual([])
  expect(content).toMatchObject({ products: [], subscriptions: [], backends: [], namedValues: [] })
  expect(content.apis).toEqual([
    {
      id: 'echo',
      name: 'Echo',
      path: 'echo',
      revision: '1',
      isCurrent: true,
      isSubscriptionRequired: true,
      subscriptionKeyHeader: 'Ocp-Apim-Subscription-Key',
      subscriptionKeyQuery: 'subscription-key',
      operations: [
        {
          id: 'it',
          name: 'it',
          method: 'GET',
          urlTemplate: '/it',
          examples: { path: {}, query: {} },
          definition: { path: [], query: [], headers: [], request: [], responses: [] },
        },
      ],
    },
  ])
})

test('what is loaded survives JSON, for that is how a revision travels', async () => {
  const { content } = await contentOf({ 'policy.xml': policy('global') })
  expect(revisionContentSchema.parse(JSON.parse(JSON.stringify(content)))).toEqual(content)
})

test('policies of every scope are found, with their file for messages', async () => {
  const { content } = await contentOf({
    'policy.xml': `\uFEFF${policy('global')}`,
    'products/free/productInformation.json': { properties: { displayName: 'Free' } },
    'products/free/policy.xml': policy('product'),
    'apis/echo/policy.xml': policy('api'),
    'apis/echo/operations/it/policy.xml': policy('operation'),
  })
  expect(content.globalPolicy).toEqual({ file: 'policy.xml', xml: policy('global') })
  expect(content.products[0]?.policy?.file).toBe('products/free/policy.xml')
  expect(content.apis[0]?.policy?.file).toBe('apis/echo/policy.xml')
  expect(content.apis[0]?.operations[0]?.policy).toEqual({
    file: 'apis/echo/operations/it/policy.xml',
    xml: policy('operation'),
  })
})

test('an operation policy whose folder names no operation is told, with the names there are', async () => {
  const { warnings } = await contentOf({ 'apis/echo/operations/other/policy.xml': policy('x') })
  expect(warnings).toMatchObject([
    { code: 'ARTIFACTS_POLICY_WITHOUT_OPERATION', fix: 'name the folder after one of it' },
  ])
})

test.each([
  ['the toolkit', 'policy fragments/log/policy.xml', 'policy fragments/log/policy.xml'],
  ['apiops-cli', undefined, 'policyFragments/log/policyFragmentInformation.json#properties.value'],
])('fragments are read as %s writes them', async (_tool, file, expected) => {
  const xml = '<fragment />'
  const information = 'policyFragments/log/policyFragmentInformation.json'
  const files =
    file === undefined ? { [information]: { properties: { value: xml } } } : { [file]: xml }
  const { content } = await contentOf(files)
  expect(content.fragments).toEqual([{ id: 'log', policy: { file: expected, xml } }])
})

test.each(['named values', 'namedValues'])('named values are read from %s', async (folder) => {
  const { content, warnings } = await contentOf(
    {
      [`${folder}/63912/namedValueInformation.json`]: {
        properties: { displayName: 'url', value: 'https://a.example', secret: false },
      },
      [`${folder}/63913/namedValueInformation.json`]: {
        properties: { displayName: 'key', secret: true },
      },
      [`${folder}/63914/namedValueInformation.json`]: {
        properties: { displayName: 'password', keyVault: { secretIdentifier: 'https://v' } },
      },
    },
    { namedValues: { password: 'from-scenario', extra: 'value' } },
  )
  expect(content.namedValues).toEqual([
    { id: '63912', displayName: 'url', value: 'https://a.example', isSecret: false },
    { id: '63913', displayName: 'key', value: undefined, isSecret: true },
    { id: '63914', displayName: 'password', value: 'from-scenario', isSecret: true },
    { id: 'extra', displayName: 'extra', value: 'value', isSecret: true },
  ])
  expect(warnings).toMatchObject([
    { code: 'ARTIFACTS_VALUE_MISSING', fix: "give it in the scenario: gateway.namedValues['key']" },
  ])
})

test('product links are the union of apis.json and of the folders below apis/', async () => {
  const { content, warnings } = await contentOf({
    'apis/second/apiInformation.json': { properties: { path: 'second' } },
    'apis/second/specification.json': specification('a'),
    'products/p/productInformation.json': {
      properties: { displayName: 'P', state: 'notPublished', subscriptionRequired: false },
    },
    'products/p/apis.json': [{ name: 'echo;rev=2' }, { name: 'gone' }],
    'products/p/apis/second/productApiInformation.json': {},
  })
  expect(content.products).toMatchObject([
    { id: 'p', name: 'P', isPublished: false, isSubscriptionRequired: false },
  ])
  expect(content.products[0]?.apiIds).toEqual(['echo', 'second'])
  expect(warnings).toMatchObject([{ code: 'ARTIFACTS_UNKNOWN_REFERENCE' }])
})

test.each([
  [`${arm}/products/starter`, { kind: 'product', productId: 'starter' }],
  ['/products/starter', { kind: 'product', productId: 'starter' }],
  [`${arm}/apis/echo;rev=2`, { kind: 'api', apiId: 'echo' }],
  ['/apis/echo', { kind: 'api', apiId: 'echo' }],
  [`${arm}/apis`, { kind: 'all' }],
  ['/apis', { kind: 'all' }],
  [`${arm}/`, { kind: 'all' }],
  ['/', { kind: 'all' }],
])('the subscription scope %s is %o', async (scope, expected) => {
  const { content } = await contentOf({
    'subscriptions/s/subscriptionInformation.json': {
      properties: { scope, state: 'active', allowTracing: true, displayName: null },
    },
  })
  expect(content.subscriptions).toMatchObject([
    { id: 's', name: 's', scope: expected, primaryKey: 's-primary', mayTrace: true },
  ])
})

test.each(['', '/workspaces/w', 'products'])(
  'a subscription with the scope %j opens nothing',
  async (scope) => {
    const { content, warnings } = await contentOf({
      'subscriptions/s/subscriptionInformation.json': { properties: { scope } },
    })
    expect(content.subscriptions).toEqual([])
    expect(warnings).toMatchObject([{ code: 'ARTIFACTS_UNKNOWN_SCOPE' }])
  },
)

test('backends: single with credentials, pool with weights and priorities by last segment', async () => {
  const { content, warnings } = await contentOf({
    'named values/token/namedValueInformation.json': {
      properties: { displayName: 'token', value: 't0' },
    },
    'backends/one/backendInformation.json': {
      properties: {
        url: 'https://one.example',
        protocol: 'http',
        credentials: {
          header: { 'X-Key': ['{{token}}'] },
          query: { code: ['{{unknown}}'] },
          authorization: { scheme: 'Bearer', parameter: '{{token}}' },
        },
      },
    },
    'backends/pool/backendInformation.json': {
      properties: {
        type: 'Pool',
        pool: { services: [{ id: `${arm}/backends/one`, weight: 35, priority: 2 }, { id: 'two' }] },
      },
    },
  })
  expect(content.backends).toEqual([
    {
      id: 'one',
      kind: 'single',
      url: 'https://one.example',
      members: [],
      credentials: {
        headers: { 'X-Key': ['t0'], Authorization: ['Bearer t0'] },
        query: { code: ['{{unknown}}'] },
      },
    },
    {
      id: 'pool',
      kind: 'pool',
      members: [
        { id: 'one', weight: 35, priority: 2 },
        { id: 'two', weight: 1, priority: 0 },
      ],
      credentials: { headers: {}, query: {} },
    },
  ])
  expect(warnings).toMatchObject([{ code: 'ARTIFACTS_UNKNOWN_REFERENCE' }])
})

test('revisions are kept beside the current one, which is the folder without a number', async () => {
  const revision = (number: string, isCurrent?: boolean) => ({
    properties: { path: 'echo', apiRevision: number, isCurrent },
  })
  const { content } = await contentOf({
    'apis/echo/apiInformation.json': revision('2', true),
    'apis/echo;rev=1/apiInformation.json': revision('1'),
    'apis/echo;rev=1/specification.json': specification('it'),
    'apis/echo;rev=2/apiInformation.json': revision('2', true),
    'apis/echo;rev=2/specification.json': specification('it'),
    'apis/lone;rev=4/apiInformation.json': revision('4', true),
    'apis/lone;rev=4/specification.json': specification('it'),
    'products/p/productInformation.json': {},
    'products/p/apis.json': [{ name: 'lone' }],
  })
  expect(
    content.apis.map(({ id, revision: number, isCurrent }) => [id, number, isCurrent]),
  ).toEqual([
    ['echo', '2', true],
    ['echo;rev=1', '1', false],
    ['echo;rev=2', '2', false],
    ['lone;rev=4', '4', true],
  ])
  expect(content.products[0]?.apiIds).toEqual(['lone'])
})

test.each([
  ['version sets', { versioningScheme: 'Segment' }, 'Segment', undefined],
  ['versionSets', { versioningScheme: 'Header', versionHeaderName: 'V' }, 'Header', 'V'],
  ['version sets', { versioningScheme: 'Query', versionQueryName: 'v' }, 'Query', 'v'],
])('a version set in %s: %o', async (folder, properties, scheme, parameterName) => {
  const { content, warnings } = await contentOf({
    [`${folder}/set1/versionSetInformation.json`]: { properties },
    'apis/echo/apiInformation.json': {
      properties: { path: 'echo', apiVersion: 'v1', apiVersionSetId: `${arm}/apiVersionSets/set1` },
    },
  })
  expect(warnings).toEqual([])
  expect(content.versionSets).toEqual([{ id: 'set1', name: 'set1', scheme, parameterName }])
  expect(content.apis[0]).toMatchObject({ version: 'v1', versionSetId: 'set1' })
})

test('a version set that was not extracted is assumed to be a path segment, and told', async () => {
  const { content, warnings } = await contentOf({
    'apis/echo/apiInformation.json': {
      properties: { path: 'echo', apiVersion: 'v1', apiVersionSetId: '/apiVersionSets/gone' },
    },
  })
  expect(content.versionSets).toEqual([{ id: 'gone', name: 'gone', scheme: 'Segment' }])
  expect(warnings).toMatchObject([{ code: 'ARTIFACTS_UNKNOWN_REFERENCE' }])
})

test('operations come from operationInformation.json where there is no specification', async () => {
  const { content } = await contentOf({
    'apis/cli/apiInformation.json': { properties: { path: 'cli' } },
    'apis/cli/operations/find/operationInformation.json': {
      properties: {
        displayName: 'Find',
        method: 'post',
        urlTemplate: '/find/{kind}?top={top}',
        templateParameters: [
          { name: 'kind', values: ['book'] },
          { name: 'top', defaultValue: '5' },
        ],
        request: {
          queryParameters: [
            { name: 'q', required: true },
            { name: 'sort', required: false },
          ],
          representations: [
            { contentType: 'application/json', examples: { default: { value: { a: 1 } } } },
          ],
        },
      },
    },
    'apis/cli/operations/find/policy.xml': policy('find'),
  })
  expect(content.apis[0]?.operations).toEqual([
    {
      id: 'find',
      name: 'Find',
      method: 'POST',
      urlTemplate: '/find/{kind}?top={top}',
      policy: { file: 'apis/cli/operations/find/policy.xml', xml: policy('find') },
      examples: {
        path: { kind: 'book', top: '5' },
        query: { q: 'sample' },
        body: { contentType: 'application/json', content: '{"a":1}' },
      },
      definition: expect.objectContaining({ responses: [] }),
    },
  ])
})

test.each([
  ['operationId is missing', undefined, 'GET', '/pets/{id}', 'get-pets-id'],
  ['the folder is spelt otherwise', 'GetPet', 'GET', '/pets/{id}', 'getpet'],
  ['the folder holds the normalized id', 'Get Pet!', 'GET', '/pets/{id}', 'get-pet'],
])(
  'an operation gets the name of its folder when %s',
  async (_case, operationId, method, path, id) => {
    const { content, warnings } = await contentOf({
      'apis/pets/apiInformation.json': { properties: { path: 'pets' } },
      'apis/pets/specification.json': {
        openapi: '3.0.1',
        paths: { [path]: { [method.toLowerCase()]: { operationId } } },
      },
      [`apis/pets/operations/${id}/policy.xml`]: policy('pet'),
    })
    expect(warnings).toEqual([])
    expect(content.apis.find((api) => api.id === 'pets')?.operations).toMatchObject([
      { id, policy: { xml: policy('pet') } },
    ])
  },
)

test('an API without information takes its path from the specification, and is told', async () => {
  const { content, warnings } = await contentOf({
    'apis/bare/specification.json': {
      ...specification('a'),
      servers: [{ url: 'https://apim.example/bare/path/' }],
    },
    'apis/empty/policy.xml': policy('empty'),
  })
  expect(content.apis.map(({ id, path }) => [id, path])).toEqual([
    ['bare', 'bare/path'],
    ['echo', 'echo'],
  ])
  expect(warnings.map(({ code }) => code)).toEqual([
    'ARTIFACTS_API_WITHOUT_INFORMATION',
    'ARTIFACTS_API_WITHOUT_INFORMATION',
  ])
})

test.each([
  [
    { 'apis/g/apiInformation.json': { properties: { path: 'g', type: 'mcp' } } },
    'ARTIFACTS_API_TYPE_NOT_SERVED',
  ],
  [
    { 'apis/n/apiInformation.json': { properties: { path: 'n' } } },
    'ARTIFACTS_API_WITHOUT_OPERATIONS',
  ],
  [{ 'backends/b/backendInformation.json': {} }, 'ARTIFACTS_BACKEND_WITHOUT_URL'],
  [
    { 'policy fragments/f/policyFragmentInformation.json': {} },
    'ARTIFACTS_FRAGMENT_WITHOUT_POLICY',
  ],
])('what can be served with a part missing is a warning: %o', async (files, code) => {
  const { warnings } = await contentOf(files)
  expect(warnings).toMatchObject([{ code }])
})

test('the same folder gives the same content, wherever the entries stand on disk', async () => {
  const folder = await folderOf({ ...echoApi, 'products/b/productInformation.json': {} })
  const [first, second] = [await loadArtifacts(folder, given), await loadArtifacts(folder, given)]
  expect(JSON.stringify(first)).toBe(JSON.stringify(second))
})

test('the owner of a subscription is a developer, and in the groups that the folder says', async () => {
  const { content } = await contentOf({
    'subscriptions/gold/subscriptionInformation.json': {
      properties: { scope: '/apis', ownerId: `${arm}/users/7` },
    },
    'subscriptions/plain/subscriptionInformation.json': {
      properties: { scope: '/apis', ownerId: `${arm}/users/8` },
    },
    'users/7/userInformation.json': {
      properties: { email: 'ada@example.com', firstName: 'Ada', lastName: 'L' },
    },
    'users/7/groups.json': [{ name: 'partners' }],
    'groups/partners/groupInformation.json': { properties: { displayName: 'Our partners' } },
  })
  const developers = { id: 'developers', name: 'Developers' }
  expect(content.subscriptions.map(({ owner }) => owner)).toEqual([
    {
      id: '7',
      email: 'ada@example.com',
      firstName: 'Ada',
      lastName: 'L',
      groups: [developers, { id: 'partners', name: 'Our partners' }],
    },
    { id: '8', groups: [developers] },
  ])
})

test('certificates of the service are in the revision; what is none is an error with its place', async () => {
  const { certificate, key } = rsaIdentity
  const path = 'certificates/signer/certificateInformation.json'
  const { content } = await contentOf({ [path]: { properties: { certificate, privateKey: key } } })
  expect(content.certificates).toEqual([{ id: 'signer', certificate, key }])
  const wrong = { properties: { certificate: 'none', privateKey: 'none' } }
  const problems = await problemsOf({ ...echoApi, [path]: wrong })
  expect(problems).toMatchObject([
    { code: 'ARTIFACTS_INVALID_FIELD', what: 'this is no certificate in PEM' },
    { code: 'ARTIFACTS_INVALID_FIELD' },
  ])
})
