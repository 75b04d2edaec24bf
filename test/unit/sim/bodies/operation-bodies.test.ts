import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { default as addFormats } from 'ajv-formats'
import { expect, test } from 'vitest'
import { loadArtifacts } from '../../../../gateway/config/load-artifacts.ts'
import type { Api, Operation, RevisionContent } from '../../../../ledger/revision.ts'
import { scenarioSchema } from '../../../../scenarios/schema.ts'
import { operationAt, operationBodies } from '../../../../sim/bodies/operation-bodies.ts'
import { operationMixOf, resolveOperations } from '../../../../sim/load-mix.ts'
import { apiOf, contentOf, operationOf, subscriptionOf } from '../content.ts'

const definitionOf = (schema: unknown, contentType = 'application/json') => ({
  ...{ path: [], query: [], headers: [], responses: [] },
  request: [{ contentType, schema, examples: [] }],
})
const schema = { $ref: '#/$defs/Order' }
const schemas = {
  Order: { type: 'object', required: ['n'], properties: { n: { type: 'integer', minimum: 1 } } },
}
const create = operationOf({
  ...{ id: 'create', method: 'POST', urlTemplate: '/' },
  definition: definitionOf(schema),
})
const api = apiOf({ schemas, operations: [create] })
const content = contentOf({ apis: [api], subscriptions: [subscriptionOf({})] })

const operations = ['/all', '/{id}', '/{id}/pay', '/files/*'].map((urlTemplate) =>
  operationOf({ id: urlTemplate, urlTemplate }),
)
const version = { id: 'set', name: 'set', scheme: 'Segment' as const }
const many = contentOf({
  apis: [
    apiOf({ operations }),
    apiOf({ id: 'deep', path: 'orders/deep', operations }),
    apiOf({ id: 'v1', path: 'things', version: 'v1', versionSetId: 'set', operations }),
    apiOf({ id: 'old', path: 'orders/all', isCurrent: false, operations }),
  ],
  versionSets: [version],
})

test.each([
  ['/orders/all', 'orders', '/all'],
  ['/orders/ALL?x=1', 'orders', '/all'],
  ['/orders/{id:1..5}', 'orders', '/{id}'],
  ['/orders/7/pay', 'orders', '/{id}/pay'],
  ['/orders/files/a/b', 'orders', '/files/*'],
  ['/orders/deep/all', 'deep', '/all'],
  ['/things/v1/all', 'v1', '/all'],
  ['/things/all', undefined, undefined],
  ['/orders', undefined, undefined],
  ['/nothing/all', undefined, undefined],
])('GET %s reaches %s %s', (path, apiId, operationId) => {
  const found = operationAt(many, 'GET', path)
  expect([found?.api.id, found?.operation.id]).toEqual([apiId, operationId])
  expect(operationAt(many, 'DELETE', path)).toBeUndefined()
})

const scenarioOf = (operation: Readonly<Record<string, unknown>>) =>
  scenarioSchema.parse({
    name: 'x',
    topology: { tier: 'developer', regions: { westeurope: { zones: 1, units: 1 } } },
    gateway: { config: 'x' },
    backends: { backend: {} },
    load: { ratePerS: 1, durationS: 1, operations: [{ name: 'a', method: 'POST', ...operation }] },
    objectives: ['availability >= 99%'],
  })

test('an operation with body: schema gets bodies of the seed, with their content type', () => {
  const scenario = scenarioOf({ path: '/orders', body: 'schema' })
  const [made] = resolveOperations(scenario, content, new Set(), 3)
  expect(made?.body).toBeUndefined()
  expect(made?.headers).toEqual({ 'content-type': 'application/json' })
  expect(made?.bodies?.length).toBeGreaterThan(4)
  for (const body of made?.bodies ?? []) expect(JSON.parse(body).n).toBeGreaterThanOrEqual(1)
  const [again] = resolveOperations(scenario, content, new Set(), 3)
  const [other] = resolveOperations(scenario, content, new Set(), 4)
  expect(again).toEqual(made)
  expect(other?.bodies).not.toEqual(made?.bodies)
})

test('k6 gets one of the bodies', () => {
  const { load, ...rest } = scenarioOf({ path: '/orders', body: 'schema' })
  const k6 = { env: {}, usersMax: 1 }
  const [made] = resolveOperations({ ...rest, load: { ...load, k6 } }, content)
  expect(made?.bodies).toBeUndefined()
  expect(JSON.parse(made?.body ?? '').n).toBeGreaterThanOrEqual(1)
})

test.each([
  [
    '/nowhere',
    /load\.operations\[0\]\.body: .*POST \/nowhere.*LOAD_WITHOUT_SCHEMA.*\n.*no operation/,
  ],
  ['/plain', /orders\/plain has no JSON schema/],
])('body: schema for %s is refused', (path, problem) => {
  const plain = operationOf({ id: 'plain', method: 'POST', urlTemplate: '/' })
  const withPlain = contentOf({ apis: [apiOf({ path: 'plain', operations: [plain] }), api] })
  expect(() => resolveOperations(scenarioOf({ path, body: 'schema' }), withPlain)).toThrow(problem)
})

test('a mix has an operation without an example, by its schema', () => {
  const [made] = operationMixOf(content, { mintsTokens: false, failing: new Set() })
  expect(made).toMatchObject({ method: 'POST', path: '/orders/' })
  expect(made?.headers['content-type']).toBe('application/json')
  expect(made?.bodies?.length).toBeGreaterThan(4)
})

const input = join(import.meta.dirname, '../../../../../shared/input')
const demo = join(input, 'apiops-demo')

function whatIsNotMade({ apis }: RevisionContent): { made: number; missing: string[] } {
  const missing: string[] = []
  let made = 0
  for (const one of apis) {
    for (const operation of one.operations) {
      const json = jsonOf(operation)
      if (json === undefined) continue
      const bodies = operationBodies(one, operation, 1)?.bodies ?? []
      const isValid = validatorOf(one, json.schema)
      for (const body of bodies) expect(isValid(JSON.parse(body)), body).toBe(true)
      if (bodies.length === 0) missing.push(`${one.id}/${operation.id}`)
      else made += 1
    }
  }
  return { made, missing }
}

const jsonOf = ({ definition }: Operation) =>
  definition?.request.find(({ contentType, schema: given }) => {
    return /[/+]json\b/i.test(contentType) && given !== undefined
  })

function validatorOf({ schemas: $defs = {} }: Api, given: unknown) {
  const ajv = new Ajv2020({ strict: false, validateSchema: false, logger: false })
  addFormats.default(ajv)
  return ajv.compile({ $defs, allOf: [given] })
}

test.skipIf(!existsSync(demo))(
  'a real extract: every operation with a JSON schema gets valid bodies (skipped when ../shared/input is absent)',
  async () => {
    const { content: real } = await loadArtifacts(demo, {
      namedValues: {},
      keysOf: () => ({ primary: 'a', secondary: 'b' }),
    })
    const { made, missing } = whatIsNotMade(real)
    expect(missing).toEqual([])
    expect(made).toBeGreaterThan(0)
  },
)
