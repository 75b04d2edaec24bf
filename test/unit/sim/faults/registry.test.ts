import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { wait } from '../../../../sim/clock.ts'
import type { JournalLine } from '../../../../sim/faults/journal.ts'
import { faults, planFaults, type ResolvedFault } from '../../../../sim/faults/plan-faults.ts'
import { type FaultState, runFault } from '../../../../sim/faults/run-fault.ts'
import { planWorld, type WorldInMemoryOptions, worldInMemory } from './world-in-memory.ts'

const kinds = [...faults.keys()]
const stepsMax = 60

function exampleOf(kind: string): ResolvedFault {
  const input = { ...faults.get(kind)?.example, kind, atS: 0, durationS: 10 }
  const [resolved] = planFaults([input], planWorld, 60)
  if (resolved === undefined) throw new Error(`${kind} has no example`)
  return resolved
}

async function runOf(kind: string, options: WorldInMemoryOptions = {}, abort?: () => void) {
  const memory = worldInMemory(options)
  const journal: JournalLine[] = []
  const states: FaultState[] = []
  const running = runFault(exampleOf(kind), {
    clock: memory.clock,
    world: memory.world,
    journal: { write: (line) => void journal.push(line) },
    endAtUs: 10_000_000,
    signal: options.signal ?? new AbortController().signal,
    say: () => undefined,
    onState: (state) => states.push(state),
  })
  await memory.clock.advance(1_000)
  abort?.()
  await memory.clock.advance(8_900)
  const harmedBeforeEnd = exampleOf(kind).planned.targets.filter(memory.isHarmed)
  await memory.clock.advance(60_000)
  const outcome = await running
  return { ...memory, outcome, states, steps: journal.map(({ step }) => step), harmedBeforeEnd }
}

test.each(kinds)('%s is named after its file, and its example finds targets', (kind) => {
  expect(existsSync(resolve(import.meta.dirname, `../../../../sim/faults/${kind}.ts`))).toBe(true)
  expect(exampleOf(kind).targets.length).toBeGreaterThan(0)
})

test.each(kinds)('%s bites until its end, is proven, and heals', async (kind) => {
  const { outcome, harmed, harmedBeforeEnd, steps } = await runOf(kind)
  // Which of them, is each fault's own test; some crosses a border only.
  expect(harmedBeforeEnd).not.toEqual([])
  expect(outcome).toEqual({ isProven: true, isHealed: true, errors: [] })
  expect(harmed()).toEqual([])
  expect(steps.slice(0, -3).sort()).toEqual(['applied', 'intent', 'proven'])
  expect(steps.slice(-3)).toEqual(['undoing', 'undone', 'healed'])
})

test.each(kinds)('%s heals twice', async (kind) => {
  const { fault, params, targets } = exampleOf(kind)
  const { world, clock, harmed } = worldInMemory()
  const undos: AsyncDisposable[] = []
  const undo = new AsyncDisposableStack()
  const use = undo.use.bind(undo)
  undo.use = (value) => {
    if (value !== null && value !== undefined && Symbol.asyncDispose in value) undos.push(value)
    return use(value)
  }
  const applying = fault.apply(targets, params, world, undo)
  await clock.advance(60_000)
  await applying
  await undo.disposeAsync()
  expect(undos.length).toBeGreaterThan(0)
  for (const again of undos) await again[Symbol.asyncDispose]()
  expect(harmed()).toEqual([])
})

test.each(kinds)('%s heals whichever of its steps throws', async (kind) => {
  for (let throwsAt = 1; throwsAt <= stepsMax; throwsAt += 1) {
    const { outcome, harmed, steps } = await runOf(kind, { throwsAt })
    expect(harmed()).toEqual([])
    expect(outcome.isHealed).toBe(true)
    expect(steps.slice(-3)).toEqual(['undoing', 'undone', 'healed'])
    if (outcome.errors.length === 0) return
    expect(outcome.errors[0]).toContain(`step ${throwsAt}`)
  }
  throw new Error(`${kind} takes more than ${stepsMax} steps; raise the bound`)
})

test.each(kinds)('%s is undone when the drill is aborted while it is applied', async (kind) => {
  const abortion = new AbortController()
  const { outcome, harmed, harmedBeforeEnd, steps } = await runOf(
    kind,
    { signal: abortion.signal },
    () => abortion.abort(new Error('Ctrl-C')),
  )
  expect(harmedBeforeEnd).toEqual([])
  expect(harmed()).toEqual([])
  expect(outcome).toMatchObject({ isHealed: true, errors: [] })
  expect(steps.slice(-3)).toEqual(['undoing', 'undone', 'healed'])
})

test.each(kinds)('%s is not applied when its intent cannot be written down', async (kind) => {
  const memory = worldInMemory()
  const outcome = await runFault(exampleOf(kind), {
    ...optionsOf(memory),
    journal: {
      write: () => 'the disk is full',
    },
  })
  expect(outcome.errors).toEqual(['journal: the disk is full'])
  expect(memory.events).toEqual([])
})

test.each(kinds)('%s is undone though the disk is full by then', async (kind) => {
  const memory = worldInMemory()
  let lines = 0
  const running = runFault(exampleOf(kind), {
    ...optionsOf(memory),
    journal: {
      write: () => {
        lines += 1
        return lines > 1 ? 'the disk is full' : undefined
      },
    },
  })
  await memory.clock.advance(60_000)
  expect(await running).toMatchObject({ isHealed: true })
  expect(memory.harmed()).toEqual([])
})

test.each(kinds)('%s is proven no earlier than its first harm is done', async (kind) => {
  const memory = worldInMemory()
  const order: string[] = []
  const { world } = memory
  const late =
    <Given extends readonly unknown[]>(harm: (...given: Given) => Promise<AsyncDisposable>) =>
    async (...given: Given) => {
      await wait(memory.clock, 300)
      order.push('harmed')
      return harm(...given)
    }
  const lateWorld = {
    ...world,
    harmLinks: late(world.harmLinks),
    silence: late(world.silence),
    kill: late(world.kill),
    stop: late(world.stop),
    pause: late(world.pause),
    harmProcesses: late(world.harmProcesses),
    harmPart: late(world.harmPart),
  }
  const prove = async () => {
    order.push('asked')
    return true
  }
  const resolved = exampleOf(kind)
  const running = runFault(
    { ...resolved, fault: { ...resolved.fault, prove } },
    { ...optionsOf(memory), world: lateWorld },
  )
  await memory.clock.advance(60_000)
  await running
  expect(order[0]).toBe('harmed')
  expect(order).toContain('asked')
})

function optionsOf(memory: ReturnType<typeof worldInMemory>) {
  return {
    clock: memory.clock,
    world: memory.world,
    journal: { write: () => undefined },
    endAtUs: 10_000_000,
    signal: new AbortController().signal,
    say: () => undefined,
    onState: () => undefined,
  }
}
