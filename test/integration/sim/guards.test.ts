import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { type ScenarioInput, scenarioSchema } from '../../../scenarios/schema.ts'
import type { DrillProgress } from '../../../sim/progress.ts'
import { runDrill } from '../../../sim/run.ts'
import { runFolder } from './run-folder.ts'
import { eventsOf, isAlive, pidsOf, smallDrill, smallScenario, stepsOf } from './small-drill.ts'

function drillWith(folder: string, guards: NonNullable<ScenarioInput['guards']>) {
  const faults = [{ kind: 'zone-down', zone: 2, atS: 1, durationS: 30, silenceMs: 20_000 }]
  const load = { ...smallScenario.load, durationS: 40 }
  const scenario = scenarioSchema.parse({ ...smallScenario, load, faults, guards })
  const progress: DrillProgress[] = []
  const run = runDrill({
    ...smallDrill,
    scenario,
    folder,
    signal: new AbortController().signal,
    onProgress: (now) => progress.push(now),
  })
  return { run, progress }
}

async function expectUndone(folder: string): Promise<void> {
  expect(stepsOf(folder).slice(-2)).toEqual(['undone', 'healed'])
  const kinds = eventsOf(folder).map(({ kind }) => kind)
  expect(kinds).toContain('guard-tripped')
  expect(pidsOf(eventsOf(folder)).filter(isAlive)).toEqual([])
}

test('a fault that costs too many requests is undone before its time', async () => {
  using root = runFolder()
  const folder = join(root.path, 'run')
  const errorBudget = { badShareMax: 0.01, requestsMin: 1 }
  const manifest = await drillWith(folder, { errorBudget }).run
  expect(manifest).toMatchObject({
    ended: 'guard',
    endedWhy: expect.stringMatching(/had no good answer, more than 1 %$/),
  })
  await expectUndone(folder)
})

test('a stop file ends a run, with its fault undone', async () => {
  using root = runFolder()
  const folder = join(root.path, 'run')
  const { run, progress } = drillWith(folder, {})
  await vi.waitFor(() => expect(progress.at(-1)?.faults[0]?.state).toBe('proven'), 20_000)
  writeFileSync(join(folder, 'stop'), '')
  expect(await run).toMatchObject({ ended: 'guard', endedWhy: expect.stringMatching(/stop file/) })
  await expectUndone(folder)
})
