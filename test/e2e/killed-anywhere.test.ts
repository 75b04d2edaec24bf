import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { goneWithinMs, killController } from '../../bench/safety/kill-controller.ts'
import { randomDrill, smallWorld } from '../../bench/safety/random-drill.ts'
import { loadScenario } from '../../scenarios/load-scenario.ts'

/* The short form of "npm run bench safety", which does the same at twenty moments. */

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatedrill-safety-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each([1, 2, 3])(
  'random drill %d: a controller killed at a random moment leaves no process, no fault and no secret',
  async (index) => {
    const { scenario } = await loadScenario('zone-down', { set: smallWorld })
    const drill = randomDrill(20, index, scenario)
    const killed = await killController(drill, { folder, mark: randomUUID() })
    expect(killed).toMatchObject({ left: 0, hasSecrets: false, goneMs: expect.any(Number) })
    expect(killed.goneMs).toBeLessThanOrEqual(goneWithinMs)
  },
)
