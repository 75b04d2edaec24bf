import { expect, test } from 'vitest'
import { scenarioSchema } from '../../../../scenarios/schema.ts'
import { redisProblems } from '../../../../sim/redis/redis-rules.ts'

const scenarioOf = (more: object, externalCache?: string) =>
  scenarioSchema.parse({
    name: 'with-redis',
    topology: { tier: 'premium', regions: { westeurope: { zones: 1, units: 1 } } },
    gateway: { config: 'none', ...(externalCache === undefined ? {} : { externalCache }) },
    backends: { backend: {} },
    load: { ratePerS: 1, durationS: 60 },
    objectives: ['recovery < 10s'],
    ...more,
  })

test.each([
  ['no Redis is wanted', {}, undefined, []],
  ['there is no server on PATH', { redis: {} }, undefined, ['WORLD_REDIS_MISSING']],
  [
    'counters are to meet in none',
    { counters: 'redis' },
    undefined,
    ['WORLD_COUNTERS_WITHOUT_REDIS'],
  ],
  [
    'peers are harmed that tell each other nothing',
    {
      redis: {},
      counters: 'redis',
      faults: [{ kind: 'counter-partition', zone: 1, atS: 1, durationS: 1 }],
    },
    undefined,
    ['WORLD_FAULT_OF_PEERS', 'WORLD_REDIS_MISSING'],
  ],
  [
    'another one is there already',
    { redis: {} },
    'redis://127.0.0.1:6379',
    ['WORLD_REDIS_TWICE', 'WORLD_REDIS_MISSING'],
  ],
])('when %s', (_case, more, url, codes) => {
  const problems = redisProblems(scenarioOf(more, url), '/nowhere:/neither')
  expect(problems.map(({ code }) => code)).toEqual(codes)
})
