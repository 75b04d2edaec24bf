import { expect, test } from 'vitest'
import { scenarioSchema } from '../../../scenarios/schema.ts'
import { resolveOperations } from '../../../sim/load-mix.ts'
import { launchedSessionsOf } from '../../../sim/load-sessions.ts'
import { apiOf, contentOf, subscriptionOf } from './content.ts'

type Given = Readonly<Record<string, unknown>>

const scenarioOf = (load: Given) =>
  scenarioSchema.parse({
    name: 'x',
    topology: { tier: 'developer', regions: { westeurope: { zones: 1, units: 1 } } },
    gateway: { config: 'x' },
    backends: { backend: {} },
    load: { ratePerS: 1, durationS: 1, ...load },
    objectives: ['availability >= 99%'],
  })

const content = contentOf({ apis: [apiOf({})], subscriptions: [subscriptionOf({})] })
const create = { name: 'create', path: '/orders', extract: { id: { json: '/id' } } }
const think = { kind: 'fixed', ms: 5 }

test('steps are operations in order; only the first of a session arrives by itself', () => {
  const scenario = scenarioOf({
    sessions: [
      { name: 'buy', weight: 3, steps: [create, { name: 'pay', path: '/orders/{id}', think }] },
      { name: 'look', steps: [{ name: 'list', path: '/orders', subscription: 'contoso' }] },
    ],
  })
  const operations = resolveOperations(scenario, content)
  expect(operations.map(({ name, weight }) => [name, weight])).toEqual([
    ['create', 3],
    ['pay', 0],
    ['list', 1],
  ])
  expect(Object.values(operations[2]?.headers ?? {})).toEqual(['key-of-contoso'])
  expect(launchedSessionsOf(scenario.load).sessions).toEqual([
    {
      name: 'buy',
      steps: [
        { operation: 0, extract: create.extract },
        { operation: 1, extract: {}, think },
      ],
    },
    { name: 'look', steps: [{ operation: 2, extract: {} }] },
  ])
  expect(launchedSessionsOf(scenarioOf({}).load)).toEqual({})
})

test.each([
  ['a variable of no step', [{ name: 'a', path: '/{id}' }], /\{id\} is extracted in no step/],
  ['a variable of a later step', [{ ...create, path: '/{id}' }], /\{id\} is extracted in no step/],
  ['thinking before the first step', [{ ...create, think }], /nothing comes before/],
  ['no step', [], /steps/],
])('a session with %s is refused', (_case, steps, problem) => {
  expect(() => scenarioOf({ sessions: [{ name: 'buy', steps }] })).toThrow(problem)
})

test('a load has operations or sessions', () => {
  const operations = [{ name: 'a', path: '/' }]
  const sessions = [{ name: 'buy', steps: [create] }]
  expect(() => scenarioOf({ operations, sessions })).toThrow(/operations or sessions/)
})

test('an unknown subscription of a step is told where it stands', () => {
  const steps = [create, { name: 'b', path: '/b', subscription: 'nobody' }]
  const scenario = scenarioOf({ sessions: [{ name: 'buy', steps }] })
  expect(() => resolveOperations(scenario, content)).toThrow(/sessions\[0\]\.steps\[1\]\.subscr/)
})
