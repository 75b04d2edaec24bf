import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { eventually, runCli, startCapacity } from '../../e2e/drill.ts'

test.each<[readonly string[], RegExp]>([
  [['zone-down', '--peak', 'many'], /a rate is a number of requests per second, 2000 say/],
  [['zone-down', '--price', '-1'], /a price is a number/],
  [['zone-down', '--units', '0'], /units are a whole number from 1 to 31/],
  [['zone-down', '--slo', 'recovery < 10s'], /CAPACITY_OTHER_OBJECTIVE/],
  [['autoscale-flash-crowd'], /CAPACITY_WITHOUT_LATENCY/],
  [['autoscale-flash-crowd', '--slo', 'p99 < 1s', '--units', '9'], /TOPOLOGY_TOO_MANY_UNITS/],
])('capacity %j is bad input', async (args, message) => {
  const { stderr, code } = await runCli(['capacity', ...args])
  expect(stderr).toMatch(message)
  expect(code).toBe(2)
})

test('Ctrl-C ends a search and leaves nothing', async () => {
  const { child, results, ended } = startCapacity(['autoscale-flash-crowd', '--slo', 'p99 < 1s'])
  await eventually('the world of one unit has its folder', 30_000, () =>
    readdirSync(results, { recursive: true }).some((path) => String(path).endsWith('run.json')),
  )
  child.kill('SIGINT')
  const { code, stderr } = await ended
  expect(stderr).toContain('interrupted: nothing was kept')
  expect(code).toBe(4)
  expect(readdirSync(results)).toEqual([])
})
