import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { DrillEvent } from '../../../ledger/events.ts'
import type { RunManifest } from '../../../ledger/run.ts'
import type { DrillProgress } from '../../../sim/progress.ts'
import { type DrillOptions, runDrill } from '../../../sim/run.ts'
import { runFolder } from './run-folder.ts'
import {
  eventsOf,
  isAlive,
  pidOf,
  pidsOf,
  smallDrill,
  smallScenario,
  stepsOf,
} from './small-drill.ts'

function start(folder: string, signal: AbortSignal, changes: Partial<DrillOptions> = {}) {
  const progress: DrillProgress[] = []
  const onProgress = (at: DrillProgress) => progress.push(at)
  const run = runDrill({ ...smallDrill, folder, signal, onProgress, ...changes })
  return { run, progress }
}

const never = new AbortController().signal

test('a zone goes down under load, is seen to, and comes back', async () => {
  using root = runFolder()
  const folder = join(root.path, 'run')
  const { run, progress } = start(folder, never)
  const manifest = await run
  expect(manifest).toMatchObject({
    ended: 'complete',
    seed: 7,
    loads: [{ scheduleDigest: 'none' }],
  })
  const events = eventsOf(folder)
  const first = (kind: DrillEvent['kind']) => {
    const event = events.find((candidate) => candidate.kind === kind)
    return event === undefined ? Number.NaN : (event.atUs - manifest.loadStartUs) / 1_000
  }
  const inOrder = ['fault-applying', 'fault-proven', 'fault-applied', 'fault-undoing'] as const
  const times = inOrder.map(first)
  expect(times.toSorted((a, b) => a - b)).toEqual(times)
  // A timer of Node may fire a fraction of a millisecond early.
  expect(first('fault-applying')).toBeGreaterThan(999)
  expect(first('fault-proven')).toBeGreaterThan(first('fault-applying'))
  expect(first('instance-out')).toBeGreaterThan(first('fault-proven'))
  expect(first('fault-undoing')).toBeGreaterThan(2_999)
  const kinds = events.map(({ kind }) => kind)
  expect(kinds.filter((kind) => kind === 'instance-out')).toHaveLength(2)
  expect(kinds.filter((kind) => kind === 'instance-in')).toHaveLength(8)
  expect(kinds).toContain('fault-healed')
  expect(events.findLast(({ kind }) => kind === 'steady-state')?.detail).toMatchObject({
    when: 'after',
    isSteady: true,
  })
  expect(stepsOf(folder)).toEqual(['intent', 'proven', 'applied', 'undoing', 'undone', 'healed'])
  expect(progress.at(-1)).toMatchObject({
    phase: 'ended',
    instancesIn: 6,
    faults: [{ id: 'zone-down#1', state: 'healed' }],
  })
  expect(pidsOf(events).filter(isAlive)).toEqual([])
  expect(existsSync(join(folder, 'state'))).toBe(false)
  if (process.platform === 'linux') expectSlicesOf(manifest)
})

/** Of the whole load, one behind the other, each with what the run had and what others had. */
function expectSlicesOf({ machineUse, loadStartUs, loadEndUs }: RunManifest) {
  const { slices = [], stolenShare } = machineUse ?? {}
  expect(stolenShare).toBeLessThanOrEqual(machineUse?.otherShare ?? 0)
  expect(slices.at(0)?.fromUs).toBeLessThan(loadStartUs)
  expect(slices.at(-1)?.untilUs).toBeGreaterThan(loadEndUs - 1_000_000)
  for (const [index, slice] of slices.entries()) {
    expect(slice.fromUs).toBe(slices[index - 1]?.untilUs ?? slice.fromUs)
    expect(slice.untilUs).toBeGreaterThan(slice.fromUs)
    expect(slice.ownShare + slice.otherShare).toBeCloseTo(slice.busyShare)
    expect(slice.stolenShare).toBeLessThanOrEqual(slice.otherShare)
  }
  expect(slices.some(({ ownShare }) => ownShare > 0)).toBe(true)
}

test('an interruption in the middle of the fault undoes it and keeps what was written', async () => {
  using root = runFolder()
  const folder = join(root.path, 'run')
  const interruption = new AbortController()
  const { run, progress } = start(folder, interruption.signal)
  const hasState = (state: string) => progress.some(({ faults }) => faults[0]?.state === state)
  await vi.waitFor(() => expect(hasState('proven')).toBe(true), 20_000)
  interruption.abort(new Error('Ctrl-C'))
  const manifest = await run
  expect(manifest).toMatchObject({
    ended: 'interrupted',
    endedWhy: 'Ctrl-C',
    loads: [{ scheduleDigest: 'none' }],
  })
  expect(manifest.loadEndUs - manifest.loadStartUs).toBeLessThan(3_000_000)
  const events = eventsOf(folder)
  expect(stepsOf(folder).slice(-3)).toEqual(['undoing', 'undone', 'healed'])
  expect(pidsOf(events).filter(isAlive)).toEqual([])
  expect(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'))).toMatchObject({
    ended: 'interrupted',
  })
})

test('a load generator that dies ends the run as failed, with the fault undone', async () => {
  using root = runFolder()
  const folder = join(root.path, 'run')
  const { run, progress } = start(folder, never)
  run.catch(() => undefined)
  await vi.waitFor(() => expect(progress.at(-1)?.faults[0]?.state).toBe('proven'), 20_000)
  const load = eventsOf(folder).find(
    ({ kind, source }) => kind === 'process-started' && source === 'load',
  )
  process.kill(pidOf(load), 'SIGKILL')
  await expect(run).rejects.toThrow(/load/)
  expect(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'))).toMatchObject({
    ended: 'failed',
  })
  expect(stepsOf(folder)).toContain('undone')
  expect(pidsOf(eventsOf(folder)).filter(isAlive)).toEqual([])
})

test('a run folder that holds something is refused before anything starts', async () => {
  using root = runFolder()
  await expect(start(root.path, never).run).rejects.toThrow(/RUN_FOLDER_TAKEN/)
  expect(existsSync(join(root.path, 'events.ndjson'))).toBe(false)
})

test('a fault without a target is refused before anything starts', async () => {
  using root = runFolder()
  const faults = [{ kind: 'zone-down', zone: 'mars-1', atS: 1, durationS: 2 }]
  const folder = join(root.path, 'run')
  await expect(
    start(folder, never, { scenario: { ...smallScenario, faults } }).run,
  ).rejects.toThrow(/FAULT_WITHOUT_TARGET/)
  expect(existsSync(folder)).toBe(false)
})
