import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import { type DrillEvent, eventSchema } from '../../../ledger/events.ts'
import type { RevisionContent } from '../../../ledger/revision.ts'
import { scenarioSchema } from '../../../scenarios/schema.ts'
import type { DrillProgress } from '../../../sim/progress.ts'
import { runDrill } from '../../../sim/run.ts'
import { runFolder } from './run-folder.ts'

const content: RevisionContent = {
  source: 'test',
  apis: [],
  products: [],
  subscriptions: [],
  backends: [],
  namedValues: [],
  fragments: [],
  versionSets: [],
}

const scenario = scenarioSchema.parse({
  name: 'small-zone-down',
  topology: { tier: 'premium', regions: { westeurope: { zones: 3, units: 3 } } },
  timing: { profile: 'drill', probeIntervalMs: 200, probeTimeoutMs: 150 },
  gateway: { config: 'none' },
  backends: { backend: {} },
  identity: { issuer: 'https://login.test/' },
  load: {
    ratePerS: 50,
    durationS: 6,
    deadlineMs: 500,
    operations: [{ name: 'any', path: '/' }],
  },
  faults: [{ kind: 'zone-down', zone: 2, atS: 1, durationS: 2, silenceMs: 500 }],
  objectives: ['recovery < 10s'],
})

const standIns: Readonly<Record<string, string>> = {
  'gateway/main': 'test/integration/sim/stand-ins/gateway.main.ts',
  'load/main': 'test/integration/sim/stand-ins/load.main.ts',
}

function start(folder: string, signal: AbortSignal, changes: Partial<typeof scenario> = {}) {
  const progress: DrillProgress[] = []
  const run = runDrill({
    scenario: { ...scenario, ...changes },
    content,
    contentSource: 'test',
    seed: 7,
    folder,
    command: 'gatedrill run',
    onProgress: (at) => progress.push(at),
    signal,
    mainOf: (main) => standIns[main] ?? main,
  })
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
  expect(first('fault-applying')).toBeGreaterThanOrEqual(1_000)
  expect(first('fault-proven') - first('fault-applying')).toBeLessThan(300)
  expect(first('instance-out')).toBeGreaterThan(first('fault-proven'))
  expect(first('fault-undoing')).toBeGreaterThanOrEqual(3_000)
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
})

test('an interruption in the middle of the fault undoes it and keeps what was written', async () => {
  using root = runFolder()
  const folder = join(root.path, 'run')
  const interruption = new AbortController()
  const { run, progress } = start(folder, interruption.signal)
  const hasState = (state: string) => progress.some(({ faults }) => faults[0]?.state === state)
  await vi.waitFor(() => expect(hasState('proven')).toBe(true), 20_000)
  interruption.abort(new Error('Ctrl-C'))
  expect(await run).toMatchObject({ ended: 'interrupted', endedWhy: 'Ctrl-C' })
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
  await expect(start(folder, never, { faults }).run).rejects.toThrow(/FAULT_WITHOUT_TARGET/)
  expect(existsSync(folder)).toBe(false)
})

function linesOf(path: string): unknown[] {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  return lines.map((line): unknown => JSON.parse(line))
}

function eventsOf(folder: string): DrillEvent[] {
  return linesOf(join(folder, 'events.ndjson')).map((line) => eventSchema.parse(line))
}

function stepsOf(folder: string): string[] {
  const step = z.looseObject({ step: z.string() })
  return linesOf(join(folder, 'journal.ndjson')).map((line) => step.parse(line).step)
}

function pidOf(event: DrillEvent | undefined): number {
  return z.object({ pid: z.number() }).parse(event?.detail).pid
}

function pidsOf(events: readonly DrillEvent[]): number[] {
  return events.filter(({ kind }) => kind === 'process-started').map(pidOf)
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
