import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { findGameDay } from '../../../../cli/game-day-client.ts'
import { GatedrillError } from '../../../../ledger/errors.ts'
import { playGameDay } from '../../../../sim/game-day/game-day.ts'
import type { GameDayState } from '../../../../sim/game-day/state-file.ts'
import { openRun } from '../../../../sim/open-run.ts'
import { runFolder } from '../run-folder.ts'
import { eventsOf, isAlive, pidsOf, smallDrill, smallScenario, stepsOf } from '../small-drill.ts'

afterEach(() => vi.unstubAllEnvs())

/** A small world that is held up in a folder of its own, and the client's end of it. */
async function heldUp(root: string, hasLoad: boolean) {
  vi.stubEnv('GATEDRILL_STATE_HOME', join(root, 'state-home'))
  const folder = join(root, 'run')
  const interruption = new AbortController()
  const load = { ...smallScenario.load, durationS: 120, warmUpS: 0 }
  const parts = await openRun({
    ...smallDrill,
    scenario: { ...smallScenario, faults: [], load },
    folder,
    isWithoutLoad: !hasLoad,
    signal: interruption.signal,
  })
  const up = Promise.withResolvers<GameDayState>()
  const run = playGameDay(parts, { hasLoad, onUp: up.resolve })
  run.catch(up.reject)
  const state = await up.promise
  return { run, folder, state, interruption, gameDay: findGameDay(undefined) }
}

const manifestSchema = z.looseObject({
  ended: z.string(),
  loadStartUs: z.number(),
  loadEndUs: z.number(),
  scenario: z.looseObject({ load: z.looseObject({ durationS: z.number() }) }),
  faults: z.array(z.looseObject({ id: z.string(), atS: z.number(), durationS: z.number() })),
})

const manifestIn = (folder: string) =>
  manifestSchema.parse(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')))

test('faults come by hand, are proven, healed or run out, and are in the run folder as planned ones', async () => {
  using root = runFolder()
  const { run, folder, gameDay } = await heldUp(root.path, true)
  const inZone2 = (all: readonly { zone: string; isIn: boolean }[]) =>
    all.filter(({ zone }) => zone === 'westeurope-2').map(({ isIn }) => isIn)

  const params = { zone: 2, silenceMs: 300 }
  const injected = await gameDay.inject({ kind: 'zone-down', params })
  expect(injected).toMatchObject({ id: 'zone-down#1', isActive: true, targets: { length: 2 } })
  const stateOf = async (id: string) => (await gameDay.faults()).find((one) => one.id === id)
  await vi.waitFor(async () => expect((await stateOf('zone-down#1'))?.isProven).toBe(true), 10_000)
  await vi.waitFor(
    async () => expect(inZone2((await gameDay.status()).instances)).toEqual([false, false]),
    10_000,
  )
  await vi.waitFor(async () => expect((await gameDay.status()).load).toBeDefined(), 10_000)
  const healed = await gameDay.heal('zone-down#1')
  expect(healed).toMatchObject({ state: 'healed', isActive: false, isHealed: true, errors: [] })
  // To heal it again is no error, and does nothing.
  expect(await gameDay.heal('zone-down#1')).toMatchObject({ state: 'healed' })

  await gameDay.inject({ kind: 'zone-down', params: { zone: 3, silenceMs: 0 }, durationS: 1.5 })
  expect(await stateOf('zone-down#2')).toMatchObject({ remainingS: expect.any(Number) })
  await vi.waitFor(
    async () => expect(await stateOf('zone-down#2')).toMatchObject({ state: 'healed' }),
    20_000,
  )
  await gameDay.down()
  expect(await run).toMatchObject({ ended: 'complete' })

  const manifest = manifestIn(folder)
  expect(manifest.faults).toMatchObject([
    { id: 'zone-down#1', durationS: 3_600 },
    { id: 'zone-down#2', durationS: 1.5 },
  ])
  expect(manifest.faults[1]?.atS).toBeGreaterThan(manifest.faults[0]?.atS ?? 0)
  const lastedS = (manifest.loadEndUs - manifest.loadStartUs) / 1_000_000
  expect(manifest.scenario.load.durationS).toBeCloseTo(lastedS, 3)
  expect(lastedS).toBeLessThan(100)
  const kinds = eventsOf(folder).map(({ kind }) => kind)
  expect(kinds.filter((kind) => kind === 'fault-proven')).toHaveLength(2)
  expect(kinds.filter((kind) => kind === 'fault-healed')).toHaveLength(2)
  expect(stepsOf(folder).slice(0, 1)).toEqual(['intent'])
  expect(pidsOf(eventsOf(folder)).filter(isAlive)).toEqual([])
  expect(readdirSync(join(root.path, 'state-home/game-days'))).toEqual([])
  expect(existsSync(join(folder, 'state'))).toBe(false)
})

test('Ctrl-C undoes what was injected, without load as well; bad requests harm nothing', async () => {
  using root = runFolder()
  const { run, folder, gameDay, state, interruption } = await heldUp(root.path, false)
  const refusals = [
    ['zone-dwon', {}, /FAULT_UNKNOWN[\s\S]*zone-down/],
    ['zone-down', { zone: 9 }, /FAULT_WITHOUT_TARGET[\s\S]*westeurope-2/],
    ['zone-down', { zones: 2 }, /FAULT_PARAMS/],
  ] as const
  for (const [kind, params, told] of refusals) {
    const refused: unknown = await gameDay.inject({ kind, params }).catch((error) => error)
    expect(refused).toBeInstanceOf(GatedrillError)
    expect(String(refused)).toMatch(told)
  }
  expect(await gameDay.faults()).toEqual([])
  expect(() => findGameDay('zone-dwon')).toThrow(/CLI_NO_GAME_DAY[\s\S]*small-zone-down/)
  const status = await gameDay.status()
  expect(status).toMatchObject({ runId: state.runId, faults: [], instances: { length: 6 } })
  expect(status.load).toBeUndefined()

  await gameDay.inject({ kind: 'zone-down', params: { zone: 1, silenceMs: 0 } })
  await vi.waitFor(async () => expect((await gameDay.faults())[0]?.isProven).toBe(true), 10_000)
  interruption.abort(new Error('Ctrl-C'))
  expect(await run).toMatchObject({ ended: 'interrupted', endedWhy: 'Ctrl-C' })
  expect(stepsOf(folder)).toContain('undone')
  expect(pidsOf(eventsOf(folder)).filter(isAlive)).toEqual([])
  expect(() => findGameDay(undefined)).toThrow(/CLI_NO_GAME_DAY/)
  await expect(gameDay.status()).rejects.toThrow(/CLI_GAME_DAY_GONE/)
})
