import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runDrill } from '../../../../sim/run.ts'
import { runFolder } from '../run-folder.ts'
import { eventsOf, smallDrill, smallScenario, stepsOf } from '../small-drill.ts'

/** A drill with a load of its own: only its instances are stand-ins. */
async function drillWith(faults: (typeof smallScenario)['faults'], folder: string) {
  const scenario = { ...smallScenario, faults, load: { ...smallScenario.load, warmUpS: 0 } }
  const gateway = 'test/integration/sim/stand-ins/gateway.main.ts'
  return runDrill({
    ...smallDrill,
    mainOf: (main) => (main === 'gateway/main' ? gateway : main),
    scenario,
    folder,
    signal: new AbortController().signal,
  })
}

test('a load generator that lags says how late it was', async () => {
  using root = runFolder()
  const folder = join(root.path, 'run')
  const lag = { kind: 'load-lag', stallMs: 300, everyMs: 400, atS: 1, durationS: 3 }
  const { ended, loads } = await drillWith([lag], folder)
  expect(ended).toBe('complete')
  expect(stepsOf(folder)).toEqual(
    expect.arrayContaining(['intent', 'applied', 'proven', 'undone', 'healed']),
  )
  expect(loads[0]?.pacerLatenessP99Ms).toBeGreaterThan(100)
})

test('a load generator that dies fails the run, with every other fault undone', async () => {
  using root = runFolder()
  const folder = join(root.path, 'run')
  const running = drillWith(
    [
      { kind: 'zone-down', zone: 2, silenceMs: 100, atS: 0.5, durationS: 5 },
      { kind: 'load-death', atS: 2, durationS: 1 },
    ],
    folder,
  )
  await expect(running).rejects.toThrow(/load/)
  expect(stepsOf(folder).filter((step) => step === 'undone')).toHaveLength(2)
  const started = eventsOf(folder).filter(
    ({ kind, instance }) => kind === 'process-started' && instance === 'westeurope-2-u2-a',
  )
  expect(started).toHaveLength(2)
})
