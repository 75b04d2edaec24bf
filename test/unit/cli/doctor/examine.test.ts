import { expect, test } from 'vitest'
import { textOfFindings } from '../../../../cli/actions/doctor.ts'
import { canDrill, examine } from '../../../../cli/doctor/examine.ts'
import { type Machine, machineOf } from '../../../../cli/doctor/machine.ts'

const giga = 1024 ** 3

const good: Machine = {
  node: '24.21.0',
  system: 'linux x64',
  cores: 4,
  load: 0.5,
  isRealTime: true,
  memoryFreeBytes: 8 * giga,
  filesMax: 20_000,
  loopback: 'zones',
  ports: 28_232,
  k6: { path: '/usr/bin/k6', version: 'v2.2.0', hasOutput: true },
  redis: '7.0.15',
  go: '/usr/local/go/bin/go',
  results: { folder: '/home/ada/results', freeBytes: 50 * giga, isWritable: true },
  leftovers: [],
}

test('a machine that has everything is limited in nothing', () => {
  const findings = examine(good)
  expect(findings.map(({ state }) => state)).toEqual(findings.map(() => 'ok'))
  expect(textOfFindings(findings, canDrill(findings))).toMatch(/A drill can run here\.\S*\n$/)
})

test.each<[string, Partial<Machine>, string, boolean]>([
  ['Windows', { system: 'win32 x64' }, 'Node', true],
  ['one processor', { cores: 1 }, 'processors', true],
  ['a busy machine', { load: 4 }, 'processors', true],
  ['no real time', { isRealTime: false }, 'priority', true],
  ['little memory', { memoryFreeBytes: giga }, 'memory', true],
  ['hardly any memory', { memoryFreeBytes: giga / 4 }, 'memory', false],
  ['few open files', { filesMax: 1_024 }, 'open files', true],
  ['hardly any open files', { filesMax: 64 }, 'open files', false],
  ['one address', { loopback: 'one', ports: undefined }, 'loopback', true],
  ['no address', { loopback: 'none' }, 'loopback', false],
  ['a small disk', { results: { ...good.results, freeBytes: giga / 2 } }, 'results', true],
  ['a full disk', { results: { ...good.results, freeBytes: 0 } }, 'results', false],
  ['a read-only folder', { results: { ...good.results, isWritable: false } }, 'results', false],
  ['a dead run', { leftovers: ['results/zone-down-20261121-094315'] }, 'leftovers', true],
  ['no k6', { k6: { problem: 'there is no k6' } }, 'k6', true],
  ['a foreign k6', { k6: { path: '/k6', version: 'v1.8.1', hasOutput: false } }, 'k6', true],
  ['no Redis', { redis: undefined }, 'Redis', true],
])('%s is told, with what it limits and what to do', (_what, part, about, isReady) => {
  const findings = examine({ ...good, ...part })
  const wrong = findings.filter(({ state }) => state !== 'ok')
  expect(wrong).toMatchObject([
    {
      about,
      state: isReady ? 'limited' : 'bad',
      limits: expect.stringMatching(/\w/),
      fix: expect.stringMatching(/\w/),
    },
  ])
  expect(canDrill(findings)).toBe(isReady)
  const said = textOfFindings(findings, isReady)
  expect(said).toContain(`fix: ${wrong[0]?.fix}`)
  expect(said).toContain(isReady ? 'A drill can run here.' : 'No drill can run here.')
})

test('Go is missed only by who needs to build a k6', () => {
  const goIn = (part: Partial<Machine>) =>
    examine({ ...good, go: undefined, ...part }).find(({ about }) => about === 'Go')?.state
  expect(goIn({})).toBe('ok')
  expect(goIn({ k6: { problem: 'there is no k6' } })).toBe('limited')
})

test('what it looks at is this machine, and a folder that is not there yet', async () => {
  const machine = await machineOf('results/not/there/yet', { PATH: '/nowhere' })
  expect(machine).toMatchObject({ node: process.versions.node, redis: undefined })
  expect(machine.results.folder).toMatch(/not.there.yet$/)
  expect(machine.results.freeBytes).toBeGreaterThan(0)
  expect(machine.loopback).not.toBe('none')
})
