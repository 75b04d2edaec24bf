import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { chosenFault } from '../../../cli/chosen-fault.ts'
import { findGameDay } from '../../../cli/game-day-client.ts'
import type { FaultStatus } from '../../../sim/game-day/protocol.ts'
import { writeStateFile } from '../../../sim/game-day/state-file.ts'

let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'gatedrill-state-'))
  vi.stubEnv('GATEDRILL_STATE_HOME', home)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(home, { recursive: true, force: true })
})

/** A game day that is up as long as this process, or was before it. */
function gameDay(scenario: string, runId: string, pid = process.pid): void {
  writeStateFile({
    format: 'gatedrill-game-day-1',
    scenario,
    runId,
    folder: '/results',
    port: 1,
    token: 'secret',
    startedAt: '2026-11-21T10:00:00.000Z',
    pid,
  })
}

const noProcess = 2 ** 22 + 1

test('the only one that is up is meant; one whose controller died is not', () => {
  gameDay('dead', 'dddd0000', noProcess)
  gameDay('zone-down', 'aaaa0000')
  expect(findGameDay(undefined).state.scenario).toBe('zone-down')
  expect(() => findGameDay('dead')).toThrow(/CLI_NO_GAME_DAY/)
})

test('of several, one is named by its scenario or the begin of its run id', () => {
  gameDay('zone-down', 'aaaa0000')
  gameDay('region-down', 'bbbb0000')
  expect(() => findGameDay(undefined)).toThrow(/CLI_WHICH_GAME_DAY[\s\S]*region-down \(bbbb0000\)/)
  expect(findGameDay('region-down').state.runId).toBe('bbbb0000')
  expect(findGameDay('aaaa').state.scenario).toBe('zone-down')
  expect(() => findGameDay('zone-dwon')).toThrow(/--world zone-down/)
})

test('without one it says how to start one', () => {
  expect(() => findGameDay(undefined)).toThrow(/CLI_NO_GAME_DAY[\s\S]*gatedrill up zone-down/)
})

const fault = (id: string, isActive = true): FaultStatus => ({
  id,
  kind: id.replace(/#\d+$/, ''),
  params: {},
  targets: [],
  state: 'proven',
  isProven: true,
  isActive,
  sinceS: 1,
})
const two = [fault('zone-down#1', false), fault('zone-down#2'), fault('link-cut#3')]

test.each([
  ['its id', 'link-cut#3', two, 'link-cut#3'],
  ['a kind of which one is active', 'zone-down', two, 'zone-down#2'],
  ['no word, with one active', undefined, [fault('zone-down#1')], 'zone-down#1'],
])('the fault to heal: %s', (_case, wanted, faults, id) => {
  expect(chosenFault(wanted, faults)).toBe(id)
})

test.each([
  ['one that is over', 'zone-down#1', two, /zone-down#2/],
  ['a slip of the finger', 'link-cot#3', two, /write link-cut#3/],
  ['no word, with several active', undefined, two, /--all/],
  ['a kind of which several are active', 'x', [fault('x#1'), fault('x#2')], /any of several/],
  ['anything, with none active', 'zone-down', [], /nothing to heal/],
])('no fault to heal: %s', (_case, wanted, faults, told) => {
  expect(() => chosenFault(wanted, faults)).toThrow(/CLI_NO_SUCH_FAULT/)
  expect(() => chosenFault(wanted, faults)).toThrow(told)
})
