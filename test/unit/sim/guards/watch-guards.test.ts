import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { guardsSchema } from '../../../../scenarios/schema/guards.ts'
import { refuseStopped } from '../../../../sim/guards/stop-file.ts'
import { watchGuards } from '../../../../sim/guards/watch-guards.ts'
import { fakeClock } from '../fake-clock.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatedrill-guards-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function watched(input: Parameters<typeof guardsSchema.parse>[0]) {
  const [clock, trips] = [fakeClock(), [] as string[]]
  const guards = watchGuards(guardsSchema.parse(input), {
    clock,
    folder,
    trip: (why) => trips.push(why),
  })
  return { clock, trips, guards }
}

const badSecond = {
  second: 0,
  offered: 200,
  ok: 0,
  rejected: 0,
  failed: 200,
  unknown: 0,
  notSent: 0,
  p99Ms: 1,
  pacerLatenessP99Ms: 0,
}

test('without guards nothing but a stop file ends a run', async () => {
  const { clock, trips, guards } = watched({})
  guards.loadAt(badSecond)
  await clock.advance(3_600_000)
  expect(trips).toEqual([])
})

test('a run that takes too long is ended once', async () => {
  const { clock, trips } = watched({ maxDurationS: 60 })
  await clock.advance(59_999)
  expect(trips).toEqual([])
  await clock.advance(600_000)
  expect(trips).toEqual(['it took longer than the 60 s that its guard allows'])
})

test('the first guard to trip is the one that is told', async () => {
  const { clock, trips, guards } = watched({ maxDurationS: 60, errorBudget: { badShareMax: 0.5 } })
  guards.loadAt(badSecond)
  await clock.advance(120_000)
  expect(trips).toEqual([expect.stringMatching(/^100 % of the 200 requests/)])
})

test.each([
  ['stop', 'in the run folder'],
  ['elsewhere', 'that the scenario names'],
])('the file %s %s ends the run', async (name) => {
  const { clock, trips } = watched({ stopFile: join(folder, 'elsewhere') })
  await clock.advance(2_000)
  expect(trips).toEqual([])
  writeFileSync(join(folder, name), '')
  await clock.advance(600)
  expect(trips).toEqual([`someone made the stop file ${join(folder, name)}`])
})

test('a run that is over is not ended again', async () => {
  const { clock, trips, guards } = watched({ maxDurationS: 1, errorBudget: { badShareMax: 0 } })
  guards[Symbol.dispose]()
  guards.loadAt(badSecond)
  await clock.advance(5_000)
  expect(trips).toEqual([])
})

test('nothing starts while the stop file exists', () => {
  const stopFile = join(folder, 'no-drills-today')
  expect(() => refuseStopped({ stopFile })).not.toThrow()
  writeFileSync(stopFile, '')
  expect(() => refuseStopped({ stopFile })).toThrow(/DRILL_STOP_FILE/)
})
