import { expect, test } from 'vitest'
import { zoneDown } from '../../../../sim/faults/zone-down.ts'
import { planWorld, worldInMemory } from './world-in-memory.ts'

const params = { zone: 'westeurope-1', silenceMs: 500 }

test('falls silent before it dies, and heals in reverse order', async () => {
  const { world, clock, events } = worldInMemory()
  await using undo = new AsyncDisposableStack()
  const applying = zoneDown.apply(zoneDown.plan(params, world), params, world, undo)
  await clock.advance(499)
  expect(events).toEqual(['silence', 'wait 500'])
  await clock.advance(1)
  await applying
  await undo.disposeAsync()
  expect(events).toEqual(['silence', 'wait 500', 'kill', 'undo kill', 'undo silence'])
})

test.each([
  ['a name', 'westeurope-2', ['westeurope-2-u2-a', 'westeurope-2-u2-b']],
  ['a number', 2, ['westeurope-2-u2-a', 'westeurope-2-u2-b']],
  ['a name that is none', 'mars-1', []],
  ['a number beyond the zones', 4, []],
])('%s picks the instances of that zone', (_case, zone, expected) => {
  const targets = zoneDown.plan({ zone, silenceMs: 0 }, planWorld)
  expect(targets.map(({ name }) => name)).toEqual(expected)
})

test('one instance that still answers leaves it unproven', async () => {
  const { world } = worldInMemory()
  const targets = zoneDown.plan(params, world)
  expect(await zoneDown.prove(targets, world, params)).toBe(false)
  await world.silence(targets.slice(1))
  expect(await zoneDown.prove(targets, world, params)).toBe(false)
  await world.silence(targets.slice(0, 1))
  expect(await zoneDown.prove(targets, world, params)).toBe(true)
})
