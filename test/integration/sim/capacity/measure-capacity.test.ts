import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { loadArtifacts } from '../../../../gateway/config/load-artifacts.ts'
import { clockSince, newEpochNs } from '../../../../ledger/clock.ts'
import { judgeTrial } from '../../../../reports/capacity/judge-trial.ts'
import { timeSplitOf } from '../../../../reports/capacity/time-split.ts'
import { parseObjective } from '../../../../reports/objectives/parse-objective.ts'
import { scenarioSchema } from '../../../../scenarios/schema.ts'
import { measureCapacity } from '../../../../sim/capacity/measure-capacity.ts'
import { realClock } from '../../../../sim/clock.ts'
import { runFolder } from '../run-folder.ts'

const perUnitRps = 60
const configFolder = resolve(import.meta.dirname, '../../../../scenarios/configs/orders')
const scenario = scenarioSchema.parse({
  name: 'small-unit',
  topology: {
    tier: 'standard',
    regions: { westeurope: { zones: 1, units: 2 } },
    capacity: { perUnitRps, queueMs: 250 },
  },
  gateway: { config: configFolder, hosts: { '*': 'orders' } },
  backends: { orders: { latencyMs: 1, spread: 0 } },
  load: {
    arrivals: 'constant',
    ratePerS: 50,
    durationS: 10,
    warmUpS: 0.5,
    connections: 8,
    operations: [{ name: 'GET', path: '/catalog/{id:1..50}', subscription: 'contoso' }],
  },
  objectives: ['p99(latency) < 100ms'],
})
const objectives = [parseObjective('availability >= 90%')]

test('finds the rate that the governor of a unit lets through, and where its time goes', async () => {
  using root = runFolder()
  const folder = join(root.path, 'capacity')
  const keysOf = () => ({ primary: 'a', secondary: 'b' })
  const { content } = await loadArtifacts(configFolder, { namedValues: {}, keysOf })
  const warmUps: unknown[] = []
  const [measured] = await measureCapacity({
    scenario,
    content,
    contentSource: configFolder,
    seed: 1,
    folder,
    command: 'gatedrill capacity',
    signal: new AbortController().signal,
    clock: realClock(clockSince(newEpochNs())),
    units: [1],
    goalShare: 0.45,
    samplesNeeded: 30,
    trialMinS: 1.2,
    maxDurationS: 60,
    // Whether the machine is too busy to judge on is another question: here the governor is.
    judge: (trial) => {
      const { judgements, counts } = judgeTrial(trial, {
        objectives,
        governedPerS: undefined,
        othersMax: 1,
      })
      const isPass = judgements.every(({ verdict }) => verdict === 'pass')
      return {
        verdict: isPass ? ('pass' as const) : ('fail' as const),
        answered: counts.ok + counts.rejected,
      }
    },
    answeredOf: ({ answered }) => answered,
    onWarmUp: (tried) => warmUps.push(tried),
    analyse: async (world, trials) => {
      const passed = trials.find(({ judged }) => judged.verdict === 'pass')?.offered
      return passed === undefined ? undefined : timeSplitOf(world, passed.ledgers, passed)
    },
  })
  const knee = measured?.found.knee
  expect(knee?.lowPerS).toBeLessThan(perUnitRps * 1.5)
  expect(knee?.highPerS).toBeGreaterThan(perUnitRps * 0.8)
  expect(knee?.ratePerS).toBeGreaterThan(perUnitRps * 0.5)
  expect(knee?.ratePerS).toBeLessThan(perUnitRps * 2)
  expect(measured?.analysed?.requests).toBeGreaterThan(30)
  expect(measured?.analysed?.backend.meanMs).toBeGreaterThan(0)
  // What governors limit, code carries from the start.
  expect(warmUps).toHaveLength(1)
  const [trial] = measured?.trials ?? []
  expect(trial?.offered.units).toBe(1)
  expect(trial?.offered.residentMb).toBeGreaterThan(20)
  // Ledgers go when all is learned from them.
  expect(existsSync(join(folder, 'units-1'))).toBe(false)
})

test('where no governor is the limit, a world is warmed up until its instances have answered enough', async () => {
  using root = runFolder()
  const keysOf = () => ({ primary: 'a', secondary: 'b' })
  const { content } = await loadArtifacts(configFolder, { namedValues: {}, keysOf })
  const ungoverned = { ...scenario.topology.capacity, perUnitRps: 'none' as const }
  const warmUps: number[][] = []
  const [measured] = await measureCapacity({
    scenario: { ...scenario, topology: { ...scenario.topology, capacity: ungoverned } },
    content,
    contentSource: configFolder,
    seed: 1,
    folder: join(root.path, 'capacity'),
    command: 'gatedrill capacity',
    signal: new AbortController().signal,
    clock: realClock(clockSince(newEpochNs())),
    units: [1],
    fromPerS: 40,
    goalShare: 0.45,
    samplesNeeded: 3,
    trialMinS: 1,
    maxDurationS: 80,
    // What is too much is halved: however busy the machine is, the rates are these.
    judge: ({ ratePerS }) => ({
      verdict: warmUps.length >= 2 && ratePerS <= 15 ? ('pass' as const) : ('fail' as const),
    }),
    // There is one instance, which has to answer 10,000.
    answeredOf: () => 6_000,
    analyse: async () => undefined,
    onWarmUp: ({ offered }) => warmUps.push([offered.ratePerS, offered.durationS]),
  })
  expect(warmUps).toEqual([
    [40, 2],
    [20, 2],
  ])
  expect(measured?.found.end).toBe('settled')
  expect(measured?.trials[0]?.offered).toMatchObject({ ratePerS: 10, durationS: 1 })
})
