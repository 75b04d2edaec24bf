import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  type GameDayState,
  isDead,
  readStateFiles,
  stateHome,
  writeStateFile,
} from '../../../../sim/game-day/state-file.ts'
import { identityOf } from '../../../../sim/processes/process-identity.ts'

let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'gatedrill-state-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const state: GameDayState = {
  format: 'gatedrill-game-day-1',
  scenario: 'zone-down',
  runId: '00112233aabbccdd',
  folder: '/results/zone-down',
  port: 4711,
  token: 'secret',
  startedAt: '2026-11-21T10:00:00.000Z',
  pid: process.pid,
}

test('only its owner may read it, and it goes with the game day', () => {
  const written = writeStateFile(state, home)
  const [found] = readStateFiles(home)
  expect(found?.state).toEqual(state)
  expect(statSync(found?.file ?? '').mode & 0o777).toBe(0o600)
  expect(statSync(join(home, 'game-days')).mode & 0o777).toBe(0o700)
  written[Symbol.dispose]()
  expect(readdirSync(join(home, 'game-days'))).toEqual([])
})

test('files that are none are let be', () => {
  using _written = writeStateFile(state, home)
  writeFileSync(join(home, 'game-days', 'broken.json'), '{')
  writeFileSync(join(home, 'game-days', 'other.json'), '{"format":"gatedrill-game-day-9"}')
  expect(readStateFiles(home)).toHaveLength(1)
})

test('without a folder there is no game day', () => {
  expect(readStateFiles(join(home, 'nowhere'))).toEqual([])
})

test.each([
  ['one that lives', {}, false],
  ['a number that nobody has', { pid: 2 ** 22 + 1 }, true],
  ['an earlier process of this number', { controller: { startTicks: 1 } }, true],
])('a controller: %s', (_case, { controller, ...changes }: Record<string, unknown>, expected) => {
  const identity = identityOf(process.pid)
  const told =
    identity === undefined || controller === undefined
      ? {}
      : { controller: { ...identity, startTicks: 1 } }
  expect(isDead({ ...state, ...changes, ...told })).toBe(expected)
})

test.each([
  [{ GATEDRILL_STATE_HOME: '/own' }, '/own'],
  [{ XDG_STATE_HOME: '/xdg' }, '/xdg/gatedrill'],
  [{ GATEDRILL_STATE_HOME: '', XDG_STATE_HOME: '' }, /\.local\/state\/gatedrill$/],
])('the state folder of %o', (env, folder) => {
  expect(stateHome(env)).toMatch(folder)
})
