import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test, vi } from 'vitest'
import { markedProcesses, markVariable } from '../../../bench/safety/marked-processes.ts'
import { safetyOptionsOf } from '../../../bench/safety/options.ts'
import { kindsFor, loadS, randomDrill, smallWorld } from '../../../bench/safety/random-drill.ts'
import { loadScenario } from '../../../scenarios/load-scenario.ts'
import { planDrill } from '../../../sim/plan-drill.ts'

const { scenario } = await loadScenario('zone-down', { set: smallWorld })
const drills = Array.from({ length: 50 }, (_, index) => randomDrill(1, index, scenario))

test('a seed gives the same drills, another one others', () => {
  expect(randomDrill(1, 7, scenario)).toEqual(drills[7])
  expect(randomDrill(2, 7, scenario)).not.toEqual(drills[7])
})

test('random drills can be run, and differ in what and when', () => {
  for (const { faults, kill } of drills) {
    const load = { ...scenario.load, durationS: loadS }
    expect(planDrill({ ...scenario, load, faults: [...faults] }).faults.length).toBe(faults.length)
    expect(kill.delayMs).toBeGreaterThanOrEqual(0)
  }
  expect(new Set(drills.map(({ kill }) => kill.after))).toEqual(new Set(['start', 'load']))
  expect(new Set(drills.map(({ faults }) => faults.length))).toEqual(new Set([1, 2, 3]))
  expect(kindsFor(scenario)).toContain('zone-down')
})

test('a marked process is found with all that it started, until it is gone', async () => {
  const mark = 'a-test-of-the-mark'
  const nested = `require('child_process').spawn(process.execPath, ['-e', 'process.stdin.resume()'])`
  const child = spawn(process.execPath, ['-e', `${nested}; process.stdin.resume()`], {
    env: { ...process.env, [markVariable]: mark },
  })
  await once(child, 'spawn')
  await vi.waitFor(() => expect(markedProcesses(mark)).toHaveLength(2), 10_000)
  expect(markedProcesses(mark)).toContain(child.pid)
  expect(markedProcesses('another')).toEqual([])
  child.kill('SIGKILL')
  // The pipe of the second one closes with the first.
  await vi.waitFor(() => expect(markedProcesses(mark)).toEqual([]), 10_000)
})

test.each([
  [[], { moments: 20, seed: 1 }],
  [['--moments', '3', '--seed', '9'], { moments: 3, seed: 9 }],
])('options %o', (words, options) => {
  expect(safetyOptionsOf(words)).toEqual(options)
})

test.each([[['--moments', '0']], [['--seed', 'x']], [['--often']]])('%o is no option', (words) => {
  expect(() => safetyOptionsOf(words)).toThrow(/BENCH_OPTION/)
})
