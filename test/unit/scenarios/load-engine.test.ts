import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { k6 } from '../../../scenarios/define.ts'
import { loadScenario } from '../../../scenarios/load-scenario.ts'
import { errorOf, good, scenarioFiles } from './written-scenario.ts'

const { folder, fileOf } = scenarioFiles()

test('a load may be a k6 script, beside the scenario file', async () => {
  writeFileSync(join(folder, 'checkout.ts'), 'export default function () {}')
  const text = good.replace('load:', 'load:\n  k6: ./checkout.ts')
  const { scenario } = await loadScenario(fileOf('.yaml', text), { set: [] })
  expect(scenario.load.k6).toEqual({
    script: join(folder, 'checkout.ts'),
    env: {},
    usersMax: 1_000,
  })
})

test('k6() is such a load, with a rate for scripts that have none', () => {
  expect(k6('./checkout.ts', { durationS: 20 })).toEqual({
    arrivals: 'constant',
    ratePerS: 10,
    durationS: 20,
    k6: { script: './checkout.ts' },
  })
})

test.each([
  ['a script that is not there', 'k6: ./none.ts', '', 'SCENARIO_K6_SCRIPT', 'load.k6'],
  ['what k6 knows nothing of', 'k6: { users: 3 }', '', 'SCENARIO_UNKNOWN_FIELD', 'load.k6.users'],
  ['several processes', 'k6: {}\n  generators: 2', '', 'SCENARIO_K6_CANNOT', 'load.generators'],
  [
    'clients that try again',
    'k6: {}\n  populations: [{ name: a, retry: { policy: immediate } }]',
    '',
    'SCENARIO_K6_CANNOT',
    'load.populations[0].retry',
  ],
  [
    'clients with credentials',
    'k6: {}\n  populations: [{ name: a, credentials: { subscription: b } }]',
    '',
    'SCENARIO_K6_CANNOT',
    'load.populations[0].credentials',
  ],
  [
    'connections that age',
    'k6: {}\n  populations: [{ name: a, connectionMaxAgeS: 5 }]',
    '',
    'SCENARIO_K6_CANNOT',
    'load.populations[0].connectionMaxAgeS',
  ],
  [
    'connections that wear out',
    'k6: {}\n  populations: [{ name: a }, { name: b, connectionMaxRequests: 5 }]',
    '',
    'SCENARIO_K6_CANNOT',
    'load.populations[1].connectionMaxRequests',
  ],
  [
    'a bound of answers',
    'k6: {}\n  populations: [{ name: a, answerBytesMax: 1000 }]',
    '',
    'SCENARIO_K6_CANNOT',
    'load.populations[0].answerBytesMax',
  ],
  [
    'connections that only some keep',
    'k6: {}\n  populations: [{ name: a, keepAlive: false }, { name: b }]',
    '',
    'SCENARIO_K6_CANNOT',
    'load.populations[1].keepAlive',
  ],
  [
    'users who go step by step',
    'k6: {}\n  sessions: [{ name: a, steps: [{ name: b, method: GET, path: /b }] }]',
    '',
    'SCENARIO_K6_CANNOT',
    'load.sessions',
  ],
  [
    'clients that do wrong',
    'k6: {}',
    'faults: [{ kind: client-burst, atS: 1, durationS: 2 }]',
    'SCENARIO_K6_CANNOT',
    'faults[0]',
  ],
])('of a load by k6, refuses %s', async (_case, load, more, code, place) => {
  const text = good.replace('load:', `load:\n  ${load}`)
  const error = await errorOf(fileOf('.yaml', `${text}${more}\n`))
  expect(error.message).toContain(code)
  expect(error.message).toContain(place)
})

const replaying = (file: string) =>
  good.replace(
    '  durationS: 10',
    `  durationS: 10\n  arrivals: trace\n  trace: { file: ${file}, speed: fit }`,
  )

test.each([
  ['is not there', 'none.csv', /cannot be read/],
  ['has no request', 'empty.csv', /has no request in 2 lines \(csv; first wrong: line 2\)/],
])('a trace whose file %s is refused at its place', async (_case, file, what) => {
  writeFileSync(join(folder, 'empty.csv'), 'time,operation\nsoon,buy\n')
  const { problems } = await errorOf(fileOf('.yaml', replaying(file)))
  expect(problems).toMatchObject([{ code: 'SCENARIO_TRACE_FILE' }])
  expect(problems[0]?.where).toMatch(/load\.trace\.file$/)
  expect(problems[0]?.what).toMatch(what)
})

test('of a load by k6, clients who never try again are no problem', async () => {
  const load = 'load:\n  k6: {}\n  populations: [{ name: a, retry: { policy: none } }]'
  const { scenario } = await loadScenario(fileOf('.yaml', good.replace('load:', load)), { set: [] })
  expect(scenario.load.populations).toMatchObject([{ name: 'a' }])
})

test('a trace is of the native engine', async () => {
  writeFileSync(join(folder, 'some.csv'), 'time,operation\n0,a\n')
  const text = replaying('some.csv').replace('load:', 'load:\n  k6: {}')
  const { problems } = await errorOf(fileOf('.yaml', text))
  expect(problems).toMatchObject([{ code: 'SCENARIO_K6_CANNOT' }])
})

test('a trace has the rate that its file comes to', async () => {
  writeFileSync(join(folder, 'some.csv'), 'time,operation\n0,a\n70,b\n80,a\n')
  const { scenario } = await loadScenario(fileOf('.yaml', replaying('some.csv')), { set: [] })
  expect(scenario.load.ratePerS).toBeCloseTo(0.3)
})
