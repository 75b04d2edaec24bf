import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { sweptText } from '../../../../cli/sweep.ts'
import type { ProcessIdentity } from '../../../../ledger/run.ts'
import { writeStateFile } from '../../../../sim/game-day/state-file.ts'
import { identityOf, lifeOf } from '../../../../sim/processes/process-identity.ts'
import { leftoversIn, sweepLeftovers } from '../../../../sim/sweep/sweep-leftovers.ts'
import { runFolder } from '../run-folder.ts'

const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

/** A process that stays, whatever becomes of anyone; its file is `main`. */
async function sleeper(root: string, main = 'gateway/main.js'): Promise<ProcessIdentity> {
  const file = join(root, main)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, 'setInterval(() => {}, 1000)')
  const child = spawn(process.execPath, [file], { stdio: 'ignore' })
  children.push(child)
  await once(child, 'spawn')
  return identityNow(child.pid)
}

function identityNow(pid: number | undefined): ProcessIdentity {
  const identity = identityOf(pid ?? 0)
  if (identity === undefined) throw new Error(`${pid} does not live`)
  return identity
}

const alive = (): ProcessIdentity => identityNow(process.pid)
/** Its number is taken by another process by now: by this one. */
const dead = (): ProcessIdentity => ({ ...alive(), startTicks: 1 })

type Run = {
  readonly controller?: ProcessIdentity
  readonly ended?: string
  readonly started?: readonly ProcessIdentity[]
}

/** A run folder as a controller leaves it that was killed. */
function leaveRun(results: string, name: string, { controller, ended, started = [] }: Run): string {
  const folder = join(results, name)
  mkdirSync(join(folder, 'state'), { recursive: true })
  writeFileSync(join(folder, 'state', 'revision-1.json'), '{"key":"secret"}')
  writeFileSync(join(folder, 'run.json'), JSON.stringify({ controller, ended }))
  const events = started.map((identity) => ({
    atUs: 1,
    kind: 'process-started',
    source: 'gateway',
    detail: { pid: identity.pid, identity },
  }))
  const lines = [...events.map((event) => JSON.stringify(event)), '{"kind":"process-started"', '']
  writeFileSync(join(folder, 'events.ndjson'), lines.join('\n'))
  return folder
}

test('of a run whose controller died, the secrets and the processes that outlived it go', async () => {
  using root = runFolder()
  const [orphan, paused] = [await sleeper(root.path), await sleeper(root.path, 'sim/edge/main.js')]
  process.kill(paused.pid, 'SIGSTOP')
  const folder = leaveRun(root.path, 'dead', { controller: dead(), started: [orphan, paused] })
  const home = join(root.path, 'home')
  expect(leftoversIn(root.path, home)).toEqual([folder])
  expect(existsSync(join(folder, 'state'))).toBe(true)
  const swept = sweepLeftovers(root.path, home)
  expect(swept).toEqual({
    folders: [folder],
    processes: [`gateway (${orphan.pid})`, `gateway (${paused.pid})`],
    stateFiles: [],
  })
  expect(existsSync(join(folder, 'state'))).toBe(false)
  expect(existsSync(join(folder, 'events.ndjson'))).toBe(true)
  // A signal is on its way when it is sent: what it ends may live a moment more.
  await vi.waitFor(() => expect([orphan, paused].map(lifeOf)).toEqual(['gone', 'gone']), 5_000)
  expect(leftoversIn(root.path, home)).toEqual([])
  expect(sweptText(swept)).toMatch(/the processes gateway .*the secrets in .*dead/)
  expect(sweptText(sweepLeftovers(root.path, join(root.path, 'home')))).toBeUndefined()
})

test.each([
  ['whose controller lives', () => ({ controller: alive() })],
  ['that came to an end', () => ({ controller: dead(), ended: 'complete' })],
  ['of another machine', () => ({ controller: { ...dead(), host: 'elsewhere' } })],
  ['of another container', () => ({ controller: { ...dead(), namespace: 'pid:[1]' } })],
  ['that does not say who ran it', () => ({})],
])('a run %s is let be', async (_case, run) => {
  using root = runFolder()
  const child = await sleeper(root.path)
  const folder = leaveRun(root.path, 'other', { ...run(), started: [child] })
  expect(sweepLeftovers(root.path, join(root.path, 'home')).folders).toEqual([])
  expect(leftoversIn(root.path, join(root.path, 'home'))).toEqual([])
  expect(existsSync(join(folder, 'state'))).toBe(true)
  expect(lifeOf(child)).toBe('alive')
})

test('a process that only has the number of one of the run is let be', async () => {
  using root = runFolder()
  const stranger = await sleeper(root.path)
  const started = [{ ...stranger, startTicks: stranger.startTicks - 1 }]
  leaveRun(root.path, 'dead', { controller: dead(), started })
  expect(sweepLeftovers(root.path, join(root.path, 'home')).processes).toEqual([])
  expect(lifeOf(stranger)).toBe('alive')
})

test('a process that runs no main of the project is let be, whatever a folder says', async () => {
  using root = runFolder()
  const other = await sleeper(root.path, 'tools/editor.js')
  leaveRun(root.path, 'dead', { controller: dead(), started: [other] })
  expect(sweepLeftovers(root.path, join(root.path, 'home')).processes).toEqual([])
  expect(lifeOf(other)).toBe('alive')
})

test('state files of game days go when their controller is dead, and not before', () => {
  using root = runFolder()
  const home = join(root.path, 'home')
  const state = {
    format: 'gatedrill-game-day-1',
    scenario: 'zone-down',
    folder: '/results',
    port: 1,
    token: 'secret',
    startedAt: '2026-11-21T10:00:00.000Z',
    pid: process.pid,
  } as const
  writeStateFile({ ...state, runId: 'alive', controller: alive() }, home)
  writeStateFile({ ...state, runId: 'dead', controller: dead() }, home)
  const { stateFiles } = sweepLeftovers(root.path, home)
  expect(stateFiles).toEqual([join(home, 'game-days', 'dead.json')])
  expect(existsSync(join(home, 'game-days', 'alive.json'))).toBe(true)
  expect(existsSync(join(home, 'game-days', 'dead.json'))).toBe(false)
})

test('without results there is nothing to sweep', () => {
  using root = runFolder()
  const nowhere = join(root.path, 'nowhere')
  expect(sweepLeftovers(nowhere, nowhere)).toEqual({ folders: [], processes: [], stateFiles: [] })
})

test('the worlds of a search for capacity are swept up as well', async () => {
  using root = runFolder()
  const folder = leaveRun(root.path, 'search-capacity/units-1', { controller: dead() })
  const { folders } = sweepLeftovers(root.path, root.path)
  expect(folders).toEqual([folder])
  expect(existsSync(join(folder, 'state'))).toBe(false)
})
