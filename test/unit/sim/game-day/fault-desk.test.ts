import { expect, test } from 'vitest'
import type { PlannedFault } from '../../../../ledger/run.ts'
import type { JournalLine } from '../../../../sim/faults/journal.ts'
import { FaultDesk } from '../../../../sim/game-day/fault-desk.ts'
import { planWorld, worldInMemory } from '../faults/world-in-memory.ts'

/** A desk over a world in memory, at 1 s of its clock; load started at 0. */
async function deskOf() {
  const abortion = new AbortController()
  const { world, clock, harmed } = worldInMemory({ signal: abortion.signal })
  const planned: PlannedFault[] = []
  const journal: JournalLine[] = []
  const lifetimesMs: number[] = []
  const desk = new FaultDesk({
    clock,
    record: {
      addFault: (fault) => planned.push(fault),
      event: () => undefined,
      faultAt: () => undefined,
    },
    world: {
      forFault: (_id, lifetimeMs) => {
        lifetimesMs.push(lifetimeMs)
        return world
      },
    },
    signal: abortion.signal,
    plan: planWorld,
    journal: { write: (line) => void journal.push(line) },
    loadStartUs: 0,
  })
  await clock.advance(1_000)
  return { desk, clock, harmed, planned, journal, lifetimesMs, abortion }
}

const zone2 = { kind: 'zone-down', params: { zone: 2, silenceMs: 0 } }
const targets = ['westeurope-2-u2-a', 'westeurope-2-u2-b']

test('a fault is planned at its second, journaled, proven, and undone when its time is over', async () => {
  const { desk, clock, harmed, planned, journal, lifetimesMs } = await deskOf()
  expect(desk.inject({ ...zone2, durationS: 14 })).toMatchObject({ id: 'zone-down#1', targets })
  await clock.advance(200)
  expect(harmed()).toEqual(targets)
  expect(desk.active).toEqual(['zone-down#1'])
  expect(desk.status()).toMatchObject([
    { state: 'proven', isProven: true, isActive: true, sinceS: 0.2, remainingS: 13.8 },
  ])
  expect(planned).toMatchObject([{ id: 'zone-down#1', atS: 1, durationS: 14, targets }])
  expect(journal[0]).toMatchObject({ step: 'intent', fault: 'zone-down#1' })
  // The lease of its harms outlasts it, but not for ever.
  expect(lifetimesMs).toEqual([44_000])
  await clock.advance(14_000)
  expect(harmed()).toEqual([])
  expect(desk.status()).toMatchObject([{ state: 'healed', isActive: false, isHealed: true }])
})

test('without a time it lasts until it is healed, and an hour at most', async () => {
  const { desk, clock, harmed } = await deskOf()
  desk.inject(zone2)
  await clock.advance(3_599_000)
  expect(harmed()).toEqual(targets)
  await clock.advance(2_000)
  expect(harmed()).toEqual([])
})

test('healing by hand is no failure, and to heal again does nothing', async () => {
  const { desk, clock, harmed, journal } = await deskOf()
  desk.inject(zone2)
  await clock.advance(500)
  const healing = desk.heal('zone-down#1')
  await clock.advance(1_000)
  expect(await healing).toMatchObject({ state: 'healed', isProven: true, errors: [] })
  expect(harmed()).toEqual([])
  expect(journal.find(({ step }) => step === 'undoing')).toMatchObject({ why: 'by hand' })
  const lines = journal.length
  expect(await desk.heal('zone-down#1')).toMatchObject({ state: 'healed' })
  expect(journal).toHaveLength(lines)
  expect(await desk.heal('zone-down#9')).toBeUndefined()
})

test('a fault that is healed while it is still being applied is undone as far as it came', async () => {
  const { desk, clock, harmed } = await deskOf()
  desk.inject({ kind: 'zone-down', params: { zone: 2, silenceMs: 60_000 } })
  await clock.advance(500)
  const healing = desk.healAll()
  await clock.advance(1_000)
  // What the real world does by the signal of its waits, this one does by time.
  await clock.advance(60_000)
  expect(await healing).toMatchObject([{ isActive: false, isHealed: true }])
  expect(harmed()).toEqual([])
})

test('several are active side by side and healed together; then no more are taken', async () => {
  const { desk, clock, harmed } = await deskOf()
  desk.inject(zone2)
  desk.inject({ kind: 'zone-down', params: { zone: 3, silenceMs: 0 } })
  await clock.advance(500)
  expect(desk.active).toEqual(['zone-down#1', 'zone-down#2'])
  const closing = desk.close()
  await clock.advance(1_000)
  await closing
  expect(harmed()).toEqual([])
  expect(() => desk.inject(zone2)).toThrow(/GAME_DAY_CLOSED/)
})

test('when the run is broken off, faults are undone without being asked', async () => {
  const { desk, clock, harmed, abortion } = await deskOf()
  desk.inject(zone2)
  await clock.advance(500)
  abortion.abort(new Error('Ctrl-C'))
  await clock.advance(1_000)
  expect(harmed()).toEqual([])
})

test.each([
  ['a kind that is none', { kind: 'zone-dwon', params: {} }, /^zone-dwon: .*FAULT_UNKNOWN/],
  ['a parameter that is none', { kind: 'zone-down', params: { zones: 2 } }, /FAULT_PARAMS/],
  ['nothing to harm', { kind: 'zone-down', params: { zone: 9 } }, /FAULT_WITHOUT_TARGET/],
])('%s is refused, and nothing is planned', async (_case, wanted, told) => {
  const { desk, planned } = await deskOf()
  expect(() => desk.inject(wanted)).toThrow(told)
  expect(planned).toEqual([])
  expect(desk.status()).toEqual([])
})
