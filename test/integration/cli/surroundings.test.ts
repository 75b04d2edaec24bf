import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  eventsOf,
  eventually,
  isAlive,
  pidsOf,
  root,
  runCli,
  runFolderIn,
  startDrill,
} from '../../e2e/drill.ts'

const inTheWay = join(mkdtempSync(join(tmpdir(), 'cli-')), 'file')
writeFileSync(inTheWay, '')

test.each([
  [
    'a folder for results that is a file',
    ['run', 'zone-down', '--out', inTheWay],
    /CLI_SYSTEM_REFUSED[\s\S]*fix: .*another/,
  ],
  [
    'a place that takes no folders',
    ['run', 'zone-down', '--out', '/proc/there-is-none'],
    /CLI_SYSTEM_REFUSED[\s\S]*fix: no folder can be made there/,
  ],
  [
    'an address of another machine',
    ['gateway', 'scenarios/configs/orders', '--port', '0', '--host', '203.0.113.5'],
    /203\.0\.113\.5[\s\S]*fix: name an address of this machine/,
  ],
])('%s is no bug of gatedrill', async (_case, args, message) => {
  const { code, stderr } = await runCli(args)
  expect(stderr).toMatch(message)
  expect(stderr).not.toMatch(/bug|^\s+at /m)
  expect(code).toBe(2)
})

test.each([
  ['a reader that has gone', 'node cli/main.ts list | true', ''],
  ['a disk that is full', 'node cli/main.ts list > /dev/full', /no space left/],
])('%s costs no stack trace', (_case, line, message) => {
  if (line.includes('/dev/full') && !existsSync('/dev/full')) return
  const { stderr } = spawnSync('sh', ['-c', line.replace('node', process.execPath)], {
    cwd: root,
    encoding: 'utf8',
  })
  expect(stderr).toMatch(message)
  expect(stderr).not.toMatch(/^\s+at /m)
})

const changes = ['load.ratePerS=50', 'load.warmUpS=1', 'faults[0].atS=2']
const short = ['zone-down', ...changes.flatMap((change) => ['--set', change]), '--quiet']

test('the first Ctrl-C undoes, reports what ran and ends with 4', async () => {
  const { child, results, ended } = startDrill(short)
  const isUnderFault = () => {
    const folder = runFolderIn(results)
    return folder !== undefined && eventsOf(folder).some(({ kind }) => kind === 'fault-proven')
  }
  await eventually('the fault is proven', 50_000, isUnderFault)
  child.kill('SIGINT')
  const { code, stdout, stderr } = await ended
  const folder = runFolderIn(results) ?? ''
  expect(stderr).toContain('SIGINT: undoing faults')
  expect(stdout).toMatch(/ABORTED/)
  expect(code).toBe(4)
  expect(existsSync(join(folder, 'report.html'))).toBe(true)
  expect(eventsOf(folder).map(({ kind }) => kind)).toContain('fault-undone')
  expect(pidsOf(folder).filter(isAlive)).toEqual([])
}, 120_000)

test('Ctrl-C while the world starts ends it as well', async () => {
  const { child, results, ended } = startDrill(short)
  await eventually('a process has started', 30_000, () => {
    const folder = runFolderIn(results)
    return folder !== undefined && pidsOf(folder).length > 2
  })
  child.kill('SIGTERM')
  const { code } = await ended
  expect(code).toBe(4)
  expect(pidsOf(runFolderIn(results) ?? '').filter(isAlive)).toEqual([])
}, 120_000)

test('the second Ctrl-C ends it at once, and its processes with it', async () => {
  const { child, results, ended } = startDrill(short)
  const isUnderLoad = () => {
    const folder = runFolderIn(results)
    return folder !== undefined && eventsOf(folder).some(({ kind }) => kind === 'load-started')
  }
  await eventually('the load has started', 50_000, isUnderLoad)
  child.kill('SIGINT')
  child.kill('SIGINT')
  await ended
  const pids = pidsOf(runFolderIn(results) ?? '')
  expect(pids.length).toBeGreaterThan(5)
  await eventually('all processes are gone', 10_000, () => !pids.some(isAlive))
}, 120_000)
