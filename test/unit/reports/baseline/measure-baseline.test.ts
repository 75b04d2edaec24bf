import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunManifest } from '../../../../ledger/run.ts'
import { giveBaseline, measureBaseline } from '../../../../reports/baseline/measure-baseline.ts'
import { reportRun } from '../../../../reports/report.ts'
import { readManifest } from '../../../../reports/store/manifest.ts'
import { summarySchema } from '../../../../reports/summary.ts'
import { manifest, writeRun } from '../run-folder.ts'
import { zoneDownRun } from '../zone-down-run.ts'

const objectives = [
  'p90(latency) <= 110% of baseline run before fault weight 2',
  'goodput >= 300% of baseline run',
  'p99.9(latency) <= 110% of baseline run before fault',
  'availability >= 90% weight 1',
]
const load = { ratePerS: 60, durationS: 40, arrivals: 'poisson', deadlineMs: 1_000 }
const scenario = { ...Object(manifest.scenario), load, objectives }
const folders: string[] = []

function made(seed: number, rest: Partial<RunManifest> = {}): string {
  const content = zoneDownRun(seed, 60)
  const run = { ...content.manifest, runId: `run-${seed}`, scenario, ...rest }
  const folder = writeRun({ ...content, manifest: run })
  folders.push(folder)
  return folder
}

let [run, before, other] = ['', '', '']
beforeAll(() => {
  ;[run, before, other] = [made(1), made(2), made(3)]
})
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

const read = (name: string) => readFileSync(join(run, name), 'utf8')

test('without a baseline, what is relative is not claimed and decides nothing', async () => {
  const summary = await reportRun(run)
  const verdicts = ['not-claimed', 'not-claimed', 'not-claimed', 'pass']
  expect(summary.objectives.map(({ verdict }) => verdict)).toEqual(verdicts)
  expect(summary).toMatchObject({ verdict: 'pass', score: { percent: 100, total: 1 } })
  expect(summary.why).toMatch(
    /^All 1 objectives hold.*3 not claimed: p90.*no baseline run was given/,
  )
  expect(read('junit.xml')).toContain('<skipped message="not claimed: no baseline run was given"/>')
})

test('a baseline is kept beside the run, and every report says what it measured', async () => {
  await giveBaseline(run, [before])
  const summary = await reportRun(run)
  expect(summarySchema.parse(JSON.parse(read('summary.json')))).toEqual(summary)
  const [latency, goodput, tail] = summary.objectives
  expect(latency).toMatchObject({ verdict: 'pass', weight: 2, baseline: { runs: 1 } })
  expect(latency?.limit).toBeCloseTo((latency?.baseline?.measured ?? 0) * 1.1, 6)
  expect(latency?.baseline?.interval?.low).toBeLessThan(latency?.baseline?.measured ?? 0)
  expect(goodput).toMatchObject({ verdict: 'fail', baseline: { runs: 1 } })
  expect(tail).toMatchObject({
    verdict: 'inconclusive',
    why: expect.stringMatching(/the baseline cannot tell: \d+ samples are too few/),
  })
  expect(summary).toMatchObject({ verdict: 'fail', score: { percent: 100, total: 3 } })
  expect(read('junit.xml')).toMatch(
    /name="baseline" value="[\d.]+ ms"[\s\S]*name="weight" value="2"/,
  )
  expect(read('report.html')).toMatch(/the baseline: [\d.]+ ms[\s\S]*Score <b>100 %<\/b>/)
  expect(latency?.why).toMatch(/; the baseline had [\d.]+ ms$/)
  expect(read('summary.md')).toContain('Score **100 %**: objectives with a weight of 3 of 3 hold.')
  const bytes = read('summary.json')
  rmSync(before, { recursive: true })
  folders.splice(folders.indexOf(before), 1)
  await reportRun(run)
  expect(read('summary.json')).toBe(bytes)
})

test('of several runs it is the median, and how that varies', async () => {
  const runs = [run, other]
  const own = [{ folder: run, manifest: readManifest(run) }]
  const { runs: told, values } = await measureBaseline(runs, objectives, own, ['seed'])
  expect(told.map(({ runId }) => runId)).toEqual(['run-1', 'run-3'])
  const [latency] = values
  expect(latency?.interval?.low).toBeLessThanOrEqual(latency?.measured ?? 0)
  expect(latency?.interval?.high).toBeGreaterThanOrEqual(latency?.measured ?? 0)
})

test.each<[string, Partial<RunManifest>, RegExp]>([
  ['of another seed', { seed: 2 }, /seeds[\s\S]*--allow seed/],
  [
    'of another load',
    { scenario: { ...scenario, load: { ...load, ratePerS: 9 } } },
    /--allow scenario/,
  ],
  ['of another machine', { host: { ...manifest.host, cores: 64 } }, /cores[\s\S]*--allow host/],
])('a baseline %s is refused, as a comparison refuses it', async (_case, rest, words) => {
  const baseline = writeRun({ ...zoneDownRun(1, 1), manifest: { ...manifest, scenario, ...rest } })
  folders.push(baseline)
  await expect(giveBaseline(run, [baseline])).rejects.toThrow(words)
  await expect(giveBaseline(run, [baseline])).rejects.toThrow('COMPARE_DIFFERENT')
})

test('a baseline that is no basis for a verdict cannot tell anything', async () => {
  const baseline = made(1, { ended: 'interrupted' })
  await giveBaseline(other, [baseline])
  const [latency] = (await reportRun(other)).objectives
  expect(latency).toMatchObject({
    verdict: 'inconclusive',
    why: expect.stringContaining('The run is not whole: it was interrupted'),
  })
})

test.each([
  ['no JSON', '{', 'baseline.json'],
  ['of another format', '{"format":"other"}', 'format'],
])('a baseline.json that is %s is refused with its path', async (_case, text, words) => {
  writeFileSync(join(other, 'baseline.json'), text)
  await expect(reportRun(other)).rejects.toThrow('BASELINE_INVALID')
  await expect(reportRun(other)).rejects.toThrow(words)
})
