import { expect, test } from 'vitest'
import { loadArtifacts } from '../../../../gateway/config/load-artifacts.ts'
import type { RevisionContent } from '../../../../ledger/revision.ts'
import { gatewayOf } from '../in-memory.ts'
import { contentOf, folderOf, given, problemsOf } from './folder-of.ts'

const header = (name: string, value: string) =>
  `<set-header name="${name}" exists-action="append"><value>${value}</value></set-header>`
const policies = (inbound: string) =>
  `<policies><inbound><base />${inbound}</inbound><backend><base /></backend><outbound><base /></outbound></policies>`
const specification = 'openapi: 3.0.1\npaths:\n  /it:\n    get:\n      operationId: it\n'

/** Two workspaces of the same shape, with the same names inside, beside the instance's own. */
function workspace(name: string) {
  const root = `workspaces/${name}`
  return {
    [`${root}/workspaceInformation.json`]: { properties: { displayName: `The ${name}` } },
    [`${root}/policy.xml`]: policies(header('by', `workspace {{who}}`)),
    [`${root}/named values/who/namedValueInformation.json`]: {
      properties: { displayName: 'who', value: name },
    },
    [`${root}/policy fragments/mark/policyFragmentInformation.json`]: { properties: {} },
    [`${root}/policy fragments/mark/policy.xml`]: `<fragment>${header('by', `fragment of ${name}`)}</fragment>`,
    [`${root}/backends/own/backendInformation.json`]: {
      properties: { url: `https://${name}.example`, protocol: 'http' },
    },
    [`${root}/apis/orders/apiInformation.json`]: {
      properties: { path: name, displayName: 'Orders' },
    },
    [`${root}/apis/orders/specification.yaml`]: specification,
    [`${root}/apis/orders/policy.xml`]: policies(
      `${header('by', 'api')}<include-fragment fragment-id="mark" /><set-backend-service backend-id="own" /><set-header name="id"><value>@(context.Api.Id + context.Product?.Id)</value></set-header>`,
    ),
    [`${root}/products/gold/productInformation.json`]: { properties: { displayName: 'Gold' } },
    [`${root}/products/gold/apis.json`]: [{ name: 'orders' }],
    [`${root}/products/gold/policy.xml`]: policies(header('by', 'product')),
    [`${root}/subscriptions/me/subscriptionInformation.json`]: {
      properties: { scope: `/x/workspaces/${name}/products/gold` },
    },
    [`${root}/subscriptions/every/subscriptionInformation.json`]: {
      properties: { scope: `/x/workspaces/${name}/apis` },
    },
  }
}

const files = {
  ...workspace('sales'),
  ...workspace('stock'),
  'policy.xml': `<policies><inbound>${header('by', 'global')}</inbound><backend><forward-request /></backend></policies>`,
}

async function call(content: RevisionContent, path: string, key: string) {
  const gateway = gatewayOf(content)
  const headers = { 'Ocp-Apim-Subscription-Key': key }
  const { status } = await gateway.send({ path, headers })
  return { status, warnings: gateway.warnings, called: gateway.calls[0] }
}

test('the policy of a workspace stands between global and product, and its documents see its own parts', async () => {
  const { content, warnings } = await contentOf(files)
  const { status, called, ...other } = await call(content, '/sales/it', 'sales/me-primary')
  expect([status, warnings, other.warnings]).toEqual([200, [], []])
  expect(called?.headers.get('by')?.flatMap((text) => text.split(','))).toEqual([
    'global',
    'workspace sales',
    'product',
    'api',
    'fragment of sales',
  ])
  expect(called?.target).toEqual({ kind: 'entity', backendId: 'sales/own' })
  // Documents know a resource by its own name.
  expect(called?.headers.first('id')).toBe('ordersgold')
})

test.each([
  ['a product of its own', '/stock/it', 'stock/me-primary', 200],
  ['a product of the same name elsewhere', '/stock/it', 'sales/me-primary', 401],
  ['all APIs of its own', '/stock/it', 'stock/every-primary', 200],
  ['all APIs of another', '/stock/it', 'sales/every-primary', 401],
  ['all APIs of another, for the instance', '/echo/it', 'sales/every-primary', 401],
])('a key to %s', async (_case, path, key, status) => {
  const { content } = await contentOf(files)
  expect((await call(content, path, key)).status).toBe(status)
})

test('resources stand below the name of their workspace, with their files', async () => {
  const { content } = await contentOf(files)
  expect(content.apis.map(({ id, workspaceId }) => [id, workspaceId])).toEqual([
    ['echo', undefined],
    ['sales/orders', 'sales'],
    ['stock/orders', 'stock'],
  ])
  expect(content.apis[1]?.policy?.file).toBe('workspaces/sales/apis/orders/policy.xml')
  expect(content.workspaces?.map(({ id, name }) => [id, name])).toEqual([
    ['sales', 'The sales'],
    ['stock', 'The stock'],
  ])
  expect(content.namedValues).toEqual([])
})

test('a policy that names a backend names one of its own workspace', async () => {
  const safety = '<llm-content-safety backend-id="own" />'
  const { content } = await contentOf({
    ...files,
    'workspaces/sales/policy.xml': policies(safety),
  })
  const { status, warnings } = await call(content, '/sales/it', 'sales/me-primary')
  expect([status, warnings]).toEqual([200, []])
  const wrong = { ...files, 'policy.xml': policies(safety) }
  const elsewhere = await call((await contentOf(wrong)).content, '/sales/it', 'sales/me-primary')
  expect(elsewhere.warnings).toMatchObject([{ what: expect.stringMatching(/no backend own/) }])
})

test('what a workspace does not have it cannot use, though the instance has it', async () => {
  const { content } = await contentOf({
    ...files,
    'named values/ours/namedValueInformation.json': {
      properties: { displayName: 'ours', value: 'x' },
    },
    'workspaces/sales/policy.xml': policies(header('by', '{{ours}}')),
  })
  const { warnings } = await call(content, '/sales/it', 'sales/me-primary')
  expect(warnings).toMatchObject([
    {
      code: 'NAMED_VALUE_UNKNOWN',
      where: expect.stringMatching(/^workspaces\/sales\/policy\.xml:1:/),
    },
  ])
})

test('a mistake in a workspace is told with its whole place', async () => {
  const problems = await problemsOf({
    ...files,
    'workspaces/sales/apis/orders/apiInformation.json': '{ "properties": { "path": 7 } }',
  })
  expect(problems[0]?.where).toBe(
    'workspaces/sales/apis/orders/apiInformation.json:1:27 properties.path',
  )
})

test('a subscription of the instance opens nothing of a workspace', async () => {
  const { content, warnings } = await contentOf({
    ...files,
    'subscriptions/all/subscriptionInformation.json': {
      properties: { scope: '/x/workspaces/sales/apis' },
    },
  })
  expect(content.subscriptions.map(({ id }) => id)).not.toContain('all')
  expect(warnings.map(({ code }) => code)).toEqual(['ARTIFACTS_UNKNOWN_SCOPE'])
})

test('workspaces alone are enough to serve', async () => {
  const { content } = await loadArtifacts(await folderOf(workspace('sales')), given)
  expect(content.apis.map(({ id }) => id)).toEqual(['sales/orders'])
})
