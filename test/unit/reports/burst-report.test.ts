import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { reportRun } from '../../../reports/report.ts'
import { manifest, second, writeRun } from './run-folder.ts'
import { zoneDownRun } from './zone-down-run.ts'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

const at = (loadSecond: number) => manifest.loadStartUs + loadSecond * second
const objective = 'p99(latency) < 250ms before fault'

/** A drill whose clients wait 400 ms longer in some seconds, and what the machine was like in second 4. */
function runWith(isSlow: (loadSecond: number) => boolean, otherShare: number): string {
  const content = zoneDownRun(3, 100)
  const client = Object.entries(content.client ?? {}).map(([writer, records]) => {
    const slowed = records.map((record) => {
      const isMeant = isSlow((record.intendedAtUs - manifest.loadStartUs) / second)
      return isMeant ? { ...record, endedAtUs: record.endedAtUs + 400_000 } : record
    })
    return [writer, slowed] as const
  })
  const slices = Array.from({ length: 80 }, (_, index) => {
    const isBurst = index === 8
    const others = isBurst ? otherShare : 0.02
    const shares = { otherShare: others, stolenShare: others / 2, ownShare: 0.3 }
    return {
      fromUs: at(index / 2),
      untilUs: at(index / 2 + 0.5),
      ...shares,
      busyShare: shares.ownShare + others,
    }
  })
  const machineUse = { processors: 2, busyShare: 0.4, otherShare: 0.1, stolenShare: 0.05, slices }
  const load = { ratePerS: 100, durationS: 40, arrivals: 'poisson', deadlineMs: 1_000 }
  const scenario = { name: 'zone-down', load, objectives: [objective] }
  const folder = writeRun({
    ...content,
    manifest: { ...content.manifest, scenario, machineUse },
    client: Object.fromEntries(client),
  })
  folders.push(folder)
  return folder
}

const inBurst = (loadSecond: number) => loadSecond >= 4 && loadSecond < 4.5

test('half a second that a hypervisor took fails no drill, and the report shows it', async () => {
  const folder = runWith(inBurst, 0.7)
  const { verdict, why, harness } = await reportRun(folder)
  expect(verdict).toBe('inconclusive')
  expect(why).toContain('in 1 of 24 half seconds it was full, with up to 70 % of it taken (35 %')
  const { stolenShare, taken, explains } = harness.machineUse ?? {}
  expect({ stolenShare, taken, explains }).toEqual({
    stolenShare: 0.05,
    taken: [{ fromS: 4, untilS: 4.5, otherShare: 0.7, stolenShare: 0.35 }],
    explains: [objective],
  })
  const page = readFileSync(join(folder, 'report.html'), 'utf8')
  expect(page).toContain('id="processors"')
  expect(page).toContain('stolen by the hypervisor')
  expect(page).toMatch(
    /taken by others<[\s\S]{0,200}500 ms[\s\S]{0,200}of 40 s: the machine was full/,
  )
})

test.each([
  ['the same half second on a machine with room', inBurst, 0.3],
  ['a gateway that is slow all the time, whoever had that half second', () => true, 0.7],
])('the drill fails for its own sake: %s', async (_case, isSlow, otherShare) => {
  const { verdict, why, harness } = await reportRun(runWith(isSlow, otherShare))
  expect(verdict).toBe('fail')
  expect(why).toContain(objective)
  expect(harness.machineUse?.explains).toBeUndefined()
})
