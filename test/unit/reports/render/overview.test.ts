import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { RunManifest } from '../../../../ledger/run.ts'
import { reportRun } from '../../../../reports/report.ts'
import { manifest, writeRun } from '../run-folder.ts'
import { zoneDownRun } from '../zone-down-run.ts'

const claim = {
  says: 'A zone may go.',
  source: 'An article',
  url: 'https://example.org/',
  injected: 'A zone goes.',
  measured: 'What users see.',
  failureMeans: 'Too little was left.',
  change: 'Keep room for a zone.',
  breaks: ['recovery < 10s'],
  twin: { what: 'All units stand in that zone.', set: { a: 1 } },
}
const load = { ratePerS: 60, durationS: 40, arrivals: 'poisson', deadlineMs: 1_000 }
const scenario = {
  ...Object(manifest.scenario),
  load,
  claim,
  objectives: ['lost(requests) = 0'],
}
const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

/** The text of the first screen. */
async function firstScreen(rest: Partial<RunManifest>): Promise<string> {
  const content = zoneDownRun(1, 60)
  const folder = writeRun({ ...content, manifest: { ...manifest, scenario, ...rest } })
  folders.push(folder)
  await reportRun(folder)
  const [header = ''] = readFileSync(join(folder, 'report.html'), 'utf8')
    .split('<body>')
    .slice(1)
    .join('')
    .split('<nav')
  return header.replaceAll(/<[^>]+>/g, '').replaceAll(/\s+/g, ' ')
}

test('the first screen of a failed drill answers what a stranger asks', async () => {
  const text = await firstScreen({})
  expect(text).toMatch(/fail zone-down 1 of 1 objectives failed: lost\(requests\) = 0/)
  expect(text).toContain(
    'What it means: Too little was left. What to change: Keep room for a zone.',
  )
  expect(text).toMatch(/What users saw[\d.]+ % good[\d.]+ % during the fault/)
  expect(text).toMatch(/Users hurt for[\d.]+ m?s.*below 99 % good in \d+ of 40 seconds/)
  expect(text).toMatch(/What was lost\d+ requests.*\d+ at the \w+.*\(zone-down#1\)/)
})

test('a twin is called one, and says what turns its verdict', async () => {
  const text = await firstScreen({ command: 'gatedrill run zone-down --seed 1 --twin' })
  expect(text).toContain('zone-down, its twin')
  expect(text).toContain('As its twin, which is to fail: All units stand in that zone.')
  expect(text).not.toContain('What it means')
})

test('without a fault nothing is said of one, and a run without a verdict says what to do', async () => {
  const text = await firstScreen({
    faults: [],
    diskFull: { atUs: manifest.loadStartUs + 12_340_000, why: 'ENOSPC: no space left' },
  })
  expect(text).toContain('inconclusive zone-down The run is no basis for a verdict')
  expect(text).toContain(
    'the disk was full by second 12.3 of the load, and took no more ledgers: ENOSPC',
  )
  expect(text).toContain('Mend that, and run it again: gatedrill run zone-down --seed 1')
  expect(text).toMatch(/Latency p99no good answer ?p50 [\d.]+ ms|Latency p99[\d.]+ ms ?p50/)
  expect(text).toMatch(/Users hurt for\d+ s.*without any fault/)
  expect(text).not.toMatch(/during the fault|before the fault/)
})
