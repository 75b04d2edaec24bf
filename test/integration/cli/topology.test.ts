import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCli } from '../../e2e/drill.ts'

test('topology prints the world and writes its picture', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'topology-'))
  const file = join(folder, 'world.svg')
  const { stdout, code } = await runCli(['topology', 'region-down', '--svg', file])
  expect(code).toBe(0)
  expect(stdout).toContain('northeurope-2: northeurope-2-u1-b')
  expect(readFileSync(file, 'utf8')).toMatch(/^<svg /)
  rmSync(folder, { recursive: true })
})

test.each([
  [['zone-down', '--set', 'topology.tier=standard'], /TOPOLOGY_ZONES_NOT_IN_TIER/],
  [['zone-down', '--svg', '/nowhere/world.svg'], /CLI_FILE_NOT_WRITTEN/],
])('topology %j is bad input', async (args, message) => {
  const { stderr, code } = await runCli(['topology', ...args])
  expect(stderr).toMatch(message)
  expect(code).toBe(2)
})
