import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { eventsOf, eventually, isAlive, jsonIn, pidsOf, runFolderIn, startDrill } from './drill.ts'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

const settings = [
  'load.durationS=40',
  'load.warmUpS=3',
  'load.ratePerS=100',
  'faults[0].atS=3',
  'faults[0].durationS=30',
].flatMap((change) => ['--set', change])

/** A drill in the middle of its fault: the zone is dead, its processes are gone. */
async function drillInFault() {
  const { child, ended, results } = startDrill(['zone-down', ...settings])
  folders.push(results)
  const runFolder = await eventually('the zone is down', 60_000, () => {
    const folder = runFolderIn(results)
    const kinds = folder === undefined ? [] : eventsOf(folder).map(({ kind }) => kind)
    return kinds.includes('fault-proven') ? folder : undefined
  })
  return { child, ended, runFolder }
}

test('a controller killed in the middle of a fault leaves no process behind within 5 s', async () => {
  const { child, runFolder } = await drillInFault()
  const pids = pidsOf(runFolder)
  expect(pids.length).toBeGreaterThan(10)
  child.kill('SIGKILL')
  await eventually('every process is gone', 5_000, () => !pids.some(isAlive))
})

test('Ctrl-C in the middle of a fault undoes it, ends the world and still reports', async () => {
  const { child, ended, runFolder } = await drillInFault()
  child.kill('SIGINT')
  const { code, stdout } = await ended
  expect(code).toBe(4)
  expect(stdout).toMatch(/aborted/i)

  const kinds = eventsOf(runFolder).map(({ kind }) => kind)
  expect(kinds).toEqual(expect.arrayContaining(['interrupted', 'fault-undone']))
  expect(existsSync(join(runFolder, 'report.html'))).toBe(true)
  const summary = z
    .looseObject({ verdict: z.string(), reconciliation: z.looseObject({ offered: z.number() }) })
    .parse(jsonIn(runFolder, 'summary.json'))
  expect(summary.verdict).toBe('aborted')
  expect(summary.reconciliation.offered).toBeGreaterThan(0)
  expect(pidsOf(runFolder).filter(isAlive)).toEqual([])
})
