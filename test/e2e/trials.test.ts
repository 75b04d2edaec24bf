import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { smallWorld } from '../../bench/safety/random-drill.ts'
import { comparisonSchema } from '../../reports/compare/comparison.ts'
import { jsonIn, root, runCli } from './drill.ts'

let results: string
beforeAll(() => {
  results = mkdtempSync(join(tmpdir(), 'gatedrill-e2e-'))
})
afterAll(() => rmSync(results, { recursive: true, force: true }))

const tiny = [
  ...smallWorld,
  'load.durationS=4',
  'load.warmUpS=1',
  'load.ratePerS=50',
  'faults=[]',
  'objectives=["availability >= 50%"]',
].flatMap((change) => ['--set', change])

const digestOf = (run: string) =>
  z
    .looseObject({ loads: z.array(z.looseObject({ scheduleDigest: z.string() })) })
    .parse(jsonIn(run, 'run.json')).loads[0]?.scheduleDigest

test('trials of two configurations run in turn with the same seeds, and are compared', async () => {
  const config = join(root, 'scenarios/configs/orders')
  const { stdout, stderr } = await runCli([
    ...['run', 'zone-down', ...tiny, '--config', config, '--against', config],
    ...['--trials', '2', '--seed', '11', '--quiet', '--json', '--out', results],
  ])
  const answer = z
    .object({
      trials: z.looseObject({ verdicts: z.array(z.string()) }),
      comparison: comparisonSchema,
    })
    .parse(JSON.parse(stdout), { error: () => stderr })
  expect(answer.trials.verdicts).toHaveLength(2)
  expect(answer.comparison.a).toHaveLength(2)
  // Two against two are too few to tell anything.
  expect(answer.comparison.verdict).toBe('unclear')

  const [set = ''] = readdirSync(results)
  const folder = join(results, set)
  expect(readFileSync(join(folder, 'comparison.html'), 'utf8')).toContain('<svg role="img"')
  const [first, second] = ['a/trial-1', 'a/trial-2'].map((run) => digestOf(join(folder, run)))
  expect(first).toMatch(/^[0-9a-f]{64}$/)
  // The same seed offers the same load, another seed another one.
  expect(digestOf(join(folder, 'b/trial-1'))).toBe(first)
  expect(digestOf(join(folder, 'b/trial-2'))).toBe(second)
  expect(second).not.toBe(first)
})
