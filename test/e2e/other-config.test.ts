import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import { jsonIn, root, runFolderIn, startDrill } from './drill.ts'

const config = join(root, '../shared/input/apiops-demo')
const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

test('a real APIOps extract is served and drilled with a load made from its own APIs', async (context) => {
  if (!existsSync(config)) context.skip('the extract ../shared/input/apiops-demo is not here')
  const changes = [
    'load.durationS=14',
    'load.warmUpS=3',
    'load.ratePerS=100',
    'faults[0].atS=5',
    'faults[0].durationS=4',
  ]
  const { ended, results } = startDrill([
    'zone-down',
    ...['--config', config],
    ...changes.flatMap((change) => ['--set', change]),
  ])
  folders.push(results)
  const { code, stderr } = await ended
  const runFolder = runFolderIn(results)
  expect(runFolder, stderr).toBeDefined()
  const { reconciliation, attribution } = z
    .looseObject({
      reconciliation: z.looseObject({ offered: z.number(), ok: z.number(), isExact: z.boolean() }),
      attribution: z.array(z.looseObject({ policy: z.string(), cause: z.string() })),
    })
    .parse(jsonIn(runFolder ?? '', 'summary.json'))
  expect(reconciliation.isExact).toBe(true)
  expect(reconciliation.ok).toBeGreaterThan(reconciliation.offered / 4)
  // Its starter product allows five calls a minute: the limit shows, by policy.
  expect(attribution).toContainEqual(
    expect.objectContaining({ policy: 'rate-limit', cause: 'limit' }),
  )
  expect([0, 1, 3]).toContain(code)
})
