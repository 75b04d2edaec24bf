import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { baselineOf } from '../../../cli/baseline.ts'
import { type LoadedScenario, loadScenario } from '../../../scenarios/load-scenario.ts'
import { hostFacts, versions, withoutSecrets } from '../../../sim/run-folder.ts'
import { manifest } from '../reports/run-folder.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

const load = (...set: string[]) => loadScenario('zone-down', { set })

/** What a run of this scenario would leave, as far as it says what ran where. */
function runOf({ scenario }: LoadedScenario, seed = 7): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatedrill-before-'))
  folders.push(folder)
  const facts = { scenario: withoutSecrets(scenario), host: hostFacts(), versions: versions() }
  writeFileSync(join(folder, 'run.json'), JSON.stringify({ ...manifest, ...facts, seed }))
  return folder
}

test('without a baseline there is nothing to measure', async () => {
  expect(await baselineOf({ loaded: await load() }, { seeds: [7] })).toBeUndefined()
})

test('a run of the same scenario, machine and seed is accepted, and one of others is not', async () => {
  const loaded = await load('gateway.namedValues.key=secret')
  const baseline = runOf(loaded)
  const held = await baselineOf({ loaded }, { baseline, seeds: [7] })
  expect(held).toMatchObject({ runs: [{ folder: baseline, runId: manifest.runId }], values: [] })
  await expect(baselineOf({ loaded }, { baseline, seeds: [8] })).rejects.toThrow('--allow seed')
  const other = await load('gateway.namedValues.key=secret', 'load.ratePerS=9')
  const changed = baselineOf({ loaded: other }, { baseline, seeds: [7] })
  await expect(changed).rejects.toThrow(/load.ratePerS[\s\S]*--allow scenario/)
  const allowed = { baseline, seeds: [8], allow: ['scenario', 'seed'] as const }
  expect(await baselineOf({ loaded: other }, allowed)).toBeDefined()
})

test('the baseline of a scenario lies beside it, and is none of its twin', async () => {
  const loaded = await load('baseline={"runs":"before"}')
  const folder = join(loaded.file, '..', 'before')
  await expect(baselineOf({ loaded }, { seeds: [7] })).rejects.toMatchObject({
    problems: [{ code: 'COMPARE_EMPTY', where: folder }],
  })
  expect(await baselineOf({ loaded }, { seeds: [7], twin: true })).toBeUndefined()
})

test('what a scenario allows its baseline to differ in, and a scenario with none, go together', async () => {
  const before = runOf(await load(), 1)
  const loaded = await load(`baseline={"runs":${JSON.stringify(before)},"allow":["seed"]}`)
  expect(await baselineOf({ loaded }, { seeds: [7] })).toMatchObject({ runs: [{ folder: before }] })
})
