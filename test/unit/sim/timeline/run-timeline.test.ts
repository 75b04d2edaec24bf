import { expect, test } from 'vitest'
import { planFaults } from '../../../../sim/faults/plan-faults.ts'
import { withTargetsNow } from '../../../../sim/faults/targets-now.ts'
import { runTimeline } from '../../../../sim/timeline/run-timeline.ts'
import { planWorld, worldInMemory } from '../faults/world-in-memory.ts'

/** Two zones, one after the other, from a load that starts at 1 s and ends at 31 s. */
function timelineOf(durationS = 5) {
  const abortion = new AbortController()
  const { world, clock, events, harmed } = worldInMemory({ signal: abortion.signal })
  const inputs = [
    { kind: 'zone-down', zone: 1, atS: 5, durationS, silenceMs: 1_000 },
    { kind: 'zone-down', zone: 2, atS: 20, durationS, silenceMs: 1_000 },
  ]
  const running = runTimeline(planFaults(inputs, planWorld, 30), {
    clock,
    loadStartUs: 1_000_000,
    loadEndUs: 31_000_000,
    signal: abortion.signal,
    optionsOf: () => ({
      world,
      journal: { write: () => undefined },
      say: () => undefined,
      onState: () => undefined,
    }),
  })
  return { running, clock, events, harmed, abortion }
}

test('each fault runs at its time after the start of the load, for as long as it says', async () => {
  const { running, clock, events, harmed } = timelineOf()
  await clock.advance(5_900)
  expect(events).toEqual([])
  await clock.advance(200)
  expect(harmed()).toEqual(['westeurope-1-u1-a', 'westeurope-1-u1-b'])
  await clock.advance(5_000)
  expect(harmed()).toEqual([])
  await clock.advance(10_000)
  expect(harmed()).toEqual(['westeurope-2-u2-a', 'westeurope-2-u2-b'])
  await clock.advance(10_000)
  expect(await running).toMatchObject([{ isHealed: true }, { isHealed: true }])
})

test('a fault that would outlast the load is undone with its end', async () => {
  const { running, clock, harmed } = timelineOf(600)
  await clock.advance(30_900)
  expect(harmed()).toHaveLength(4)
  await clock.advance(200)
  expect(harmed()).toEqual([])
  await clock.advance(5_000)
  expect(await running).toHaveLength(2)
})

test('an abort undoes what is applied and leaves out what is not', async () => {
  const { running, clock, harmed, abortion } = timelineOf()
  await clock.advance(6_500)
  expect(harmed()).toHaveLength(2)
  abortion.abort(new Error('Ctrl-C'))
  await clock.advance(100)
  expect(harmed()).toEqual([])
  expect(await running).toMatchObject([{ isProven: true, isHealed: true }, undefined])
})

test('a zone that is lost takes what has come into it since the plan was made', async () => {
  const { world, clock, harmed } = worldInMemory()
  const late = { ...planWorld.parts.find(({ zone }) => zone === 'westeurope-1') }
  const came = { kind: 'instance', ...late, name: 'westeurope-1-u9-a' } as const
  const hit: (readonly string[])[] = []
  const input = { kind: 'zone-down', zone: 1, atS: 5, durationS: 5, silenceMs: 1_000 }
  const running = runTimeline(planFaults([input], planWorld, 30), {
    clock,
    loadStartUs: 1_000_000,
    loadEndUs: 31_000_000,
    signal: new AbortController().signal,
    optionsOf: () => ({
      world: { ...world, parts: [...planWorld.parts, came] },
      journal: { write: () => undefined },
      say: () => undefined,
      onState: () => undefined,
    }),
    onRetargeted: ({ targets }) => hit.push(targets),
  })
  await clock.advance(6_500)
  const all = ['westeurope-1-u1-a', 'westeurope-1-u1-b', 'westeurope-1-u9-a']
  expect(hit).toEqual([all])
  expect(harmed()).toEqual(all)
  await clock.advance(10_000)
  expect(await running).toMatchObject([{ isHealed: true }])
})

test('a fault whose targets are gone keeps those that were planned', () => {
  const input = { kind: 'unit-crash', instance: 'westeurope-1-u1-a', atS: 5, durationS: 5 }
  const [planned] = planFaults([input], planWorld, 30)
  if (planned === undefined) throw new Error('it was not planned')
  expect(withTargetsNow(planned, { ...planWorld, parts: [] })).toBe(planned)
})
