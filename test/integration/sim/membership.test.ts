import { expect, test, vi } from 'vitest'
import type { PlacedInstance } from '../../../ledger/run.ts'
import { smallWorld } from './small-world.ts'
import { steadyLoad } from './steady-load.ts'

const third: PlacedInstance = { instance: 'r-1-u3-a', region: 'r', zone: 'r-1', unit: 3 }

test('instances come, go, restart and are stopped under load, and no request is lost', async () => {
  await using small = await smallWorld()
  const { world, events } = small
  const [first, second] = world.instances
  if (first === undefined || second === undefined) throw new Error('two instances were asked for')
  const load = steadyLoad(world.edgeEndpoint())
  const isIn = (count: number) => vi.waitFor(() => expect(world.instancesIn).toBe(count), 10_000)

  await world.membership.add([third])
  await isIn(3)
  expect(world.instances).toEqual([first, second, third])
  // It serves what the management plane has, and peers have met it.
  expect(small.kindsOf(third.instance)).toContain('revision-applied')

  await world.membership.remove([first], 1_000)
  expect(world.instances).toEqual([second, third])
  expect(small.kindsOf(first.instance).slice(-4)).toEqual([
    'instance-draining',
    'instance-out',
    'process-exited',
    'instance-removed',
  ])

  await world.membership.restart([second], 1_000, '2')
  await isIn(2)
  const starts = events.filter(({ kind }) => kind === 'process-started')
  expect(starts.filter(({ instance }) => instance === second.instance)).toHaveLength(2)

  // Without a word to anybody: SIGTERM is all that it hears.
  const signal = new AbortController().signal
  const faults = world.forFault('unit-stop#1', 60_000, signal)
  const stopped = await faults.stop(faults.parts.filter(({ name }) => name === second.instance))
  const isGone = () => expect(small.kindsOf(second.instance).at(-1)).toBe('process-exited')
  await vi.waitFor(isGone, 10_000)
  expect(small.kindsOf(second.instance).slice(-3)).toEqual([
    'instance-draining',
    'instance-out',
    'process-exited',
  ])
  await stopped[Symbol.asyncDispose]()
  await isIn(2)

  await load.stop()
  expect(load.sent).toBeGreaterThan(200)
  expect(load.lost).toEqual([])
  expect(await world.becomesSteady(5_000)).toBe(true)
}, 60_000)

test('an instance that does not drain loses requests that this load would show', async () => {
  await using small = await smallWorld()
  const [first] = small.world.instances
  if (first === undefined) throw new Error('no instance')
  const load = steadyLoad(small.world.edgeEndpoint(), 40, 5)
  const signal = new AbortController().signal
  const faults = small.world.forFault('stop#1', 60_000, signal)
  const targets = faults.parts.filter(({ name }) => name === first.instance)
  await using _stopped = await faults.kill(targets)
  await vi.waitFor(() => expect(load.lost.length).toBeGreaterThan(0), 5_000)
  await load.stop()
}, 60_000)
