import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { runCli } from '../../e2e/drill.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatedrill-dry-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const dryRun = (args: readonly string[]) =>
  runCli(['run', 'zone-down', '--dry-run', ...args], folder)

test('a dry run names world, timing, load, targets, objectives and guards, and starts nothing', async () => {
  const { code, stdout } = await dryRun(['--set', 'guards.maxDurationS=90'])
  expect(code).toBe(0)
  for (const said of [
    /premium, zone-redundant/,
    /westeurope-2 +westeurope-2-u2-a, westeurope-2-u2-b/,
    /probeIntervalMs 500/,
    /poisson, 400\/s for 40 s/,
    /40\.0 % +cached GET: GET \/catalog/,
    /zone-down#1 +from 12 s to 26 s, zone 2/,
    /2 targets: westeurope-2-u2-a, westeurope-2-u2-b/,
    /recovery < 10s/,
    /duration: at most 90 s/,
    /Nothing was started/,
  ]) {
    expect(stdout).toMatch(said)
  }
  expect(readdirSync(folder)).toEqual([])
})

test('as JSON it holds no secret, and the command that would run it', async () => {
  const { code, stdout } = await dryRun(['--json', '--seed', '7'])
  expect(code).toBe(0)
  const shape = z.looseObject({
    command: z.string(),
    faults: z.array(z.looseObject({ id: z.string(), targets: z.array(z.string()) })),
    load: z.looseObject({ operations: z.array(z.record(z.string(), z.unknown())) }),
  })
  const { command, faults, load } = shape.parse(JSON.parse(stdout))
  expect(command).toBe('gatedrill run zone-down --seed 7')
  expect(faults).toMatchObject([{ id: 'zone-down#1', targets: { length: 2 } }])
  for (const operation of load.operations) expect(operation).not.toHaveProperty('headers')
  expect(stdout).not.toMatch(/subscription-key/i)
})

test('what a run would refuse, a dry run refuses', async () => {
  const { code, stderr } = await dryRun(['--set', 'faults[0].zone=9'])
  expect(code).toBe(2)
  expect(stderr).toMatch(/zone-down\.ts:\d+ faults\[0\].*FAULT_WITHOUT_TARGET/s)
})

test('a stop file is told of', async () => {
  const { stdout } = await dryRun(['--set', 'guards.stopFile=/'])
  expect(stdout).toMatch(/stop file: \/ \(it is there: no run would start\)/)
})
