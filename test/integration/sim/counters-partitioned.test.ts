import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadArtifacts } from '../../../gateway/config/load-artifacts.ts'
import { reportRun } from '../../../reports/report.ts'
import { loadScenario } from '../../../scenarios/load-scenario.ts'
import { runDrill } from '../../../sim/run.ts'
import { runFolder } from './run-folder.ts'

/** The shipped drill, as short as its window of 2 s allows. */
const changes = [
  'load.ratePerS=60',
  'load.warmUpS=1',
  'load.durationS=14',
  'load.connections=16',
  'faults[0].atS=2',
  'faults[0].durationS=7',
]

async function checksOf(gatewayMain: string) {
  using root = runFolder()
  const folder = join(root.path, 'run')
  const { scenario, configFolder } = await loadScenario('counters-partitioned', { set: changes })
  const { namedValues } = scenario.gateway
  const keysOf = (id: string) => ({ primary: `${id}-1`, secondary: `${id}-2` })
  const { content } = await loadArtifacts(configFolder, { namedValues, keysOf })
  await runDrill({
    scenario,
    content,
    contentSource: 'test',
    seed: 7,
    command: 'gatedrill run',
    folder,
    signal: new AbortController().signal,
    mainOf: (main) => (main === 'gateway/main' ? gatewayMain : main),
  })
  const { checks, objectives } = await reportRun(folder)
  const verdicts = Object.fromEntries(checks.map(({ name, verdict }) => [name, verdict]))
  return {
    checks,
    verdicts,
    objectives,
    of: (name: string) => checks.find((one) => one.name === name),
  }
}

test('each side admits its limit and no more, and both agree again', async () => {
  const { verdicts, of } = await checksOf('gateway/main')
  expect(verdicts).toMatchObject({
    'rate.over-admission': 'holds',
    'rate.under-admission': 'holds',
    'rate.convergence': 'holds',
    'rate.region-independence': 'not-claimed',
  })
  // More than the limit of 40 was admitted, for two sides did not hear each other.
  const { why = '' } = of('rate.over-admission') ?? {}
  const seen = /at most (\d+) in any window, of \d+ with P 2|(\d+) in 2 s[^;]*P 2/.exec(why)
  expect(Number(seen?.[1] ?? seen?.[2]), why).toBeGreaterThan(55)
})

test('with counts that are added up, callers are turned away too early and holders differ', async () => {
  const { verdicts, of } = await checksOf('test/integration/sim/stand-ins/sum-merge.main.ts')
  expect(verdicts).toMatchObject({
    'rate.under-admission': 'broken',
    'rate.convergence': 'broken',
  })
  expect(of('rate.under-admission')?.first?.requestId).toBeGreaterThan(0)
})
