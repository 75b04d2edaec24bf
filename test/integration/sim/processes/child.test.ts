import { readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import type { NoticeEvent } from '../../../../ledger/child.ts'
import { clockSince, newEpochNs } from '../../../../ledger/clock.ts'
import { realClock } from '../../../../sim/clock.ts'
import { Child } from '../../../../sim/processes/child.ts'
import { runFolder } from '../run-folder.ts'

const clock = realClock(clockSince(newEpochNs()))
const main = 'test/integration/sim/processes/sample.main.ts'

function startOf(mood: string, folder: ReturnType<typeof runFolder>, events: NoticeEvent[] = []) {
  return Child.start({
    name: 'sample',
    main,
    launch: { mood },
    logPath: folder.log('sample'),
    readyWithinMs: mood === 'mute' ? 500 : 10_000,
    clock,
    onEvent: (event) => events.push(event),
  })
}

test('a process says ready, its port and its events, and answers commands', async () => {
  using folder = runFolder()
  const events: NoticeEvent[] = []
  await using child = await startOf('ready', folder, events)
  expect(child.portOf('http')).toBe(1234)
  expect(events).toMatchObject([{ kind: 'instance-in', instance: 'x', atUs: 5 }])
  expect(await child.command('echo', { word: 'hello' })).toEqual({ word: 'hello' })
  await expect(child.command('fail', {})).rejects.toThrow('it cannot')
  await child.command('finish', {})
  expect(await child.done).toEqual({ count: 3 })
  expect(readFileSync(folder.log('sample'), 'utf8')).toContain('heard echo')
})

test.each([
  ['that never gets ready', 'mute', /had 500 ms to start/],
  ['that cannot start', 'failed', /port 80 is in use/],
  ['that goes before it is ready', 'gone', /went \(code 7\)/],
])('a process %s is an error that names it and its log', async (_case, mood, message) => {
  using folder = runFolder()
  await expect(startOf(mood, folder)).rejects.toThrow(message)
  await expect(startOf(mood, folder)).rejects.toThrow(/sample.*\n.*\n.*sample\.log/)
})

test('lines that are no notices are passed over', async () => {
  using folder = runFolder()
  await using child = await startOf('chatty', folder)
  expect(await child.command('echo', 1)).toBe(1)
})

test('a process that ignores SIGTERM is killed', async () => {
  using folder = runFolder()
  const child = await startOf('stubborn', folder)
  expect(await child.stop()).toMatchObject({ signal: 'SIGKILL' })
  expect(child.isEndExpected).toBe(true)
  expect(await child.stop()).toMatchObject({ signal: 'SIGKILL' })
})

test('a process that dies by itself fails what waits for it, and is known as an accident', async () => {
  using folder = runFolder()
  const child = await startOf('ready', folder)
  await expect(child.command('die', {})).rejects.toThrow(/went \(code 3\)/)
  await expect(child.done).rejects.toThrow(/went/)
  await expect(child.command('echo', {})).rejects.toThrow(/went|cannot/)
  expect(child.isEndExpected).toBe(false)
})

test('children go when their controller is killed', async () => {
  using folder = runFolder()
  const controllerMain = 'test/integration/sim/processes/controller.main.ts'
  const controller = await Child.start({
    name: 'controller',
    main: controllerMain,
    launch: { folder: folder.path, children: 3 },
    logPath: folder.log('controller'),
    readyWithinMs: 10_000,
    clock,
    onEvent: () => undefined,
  })
  const pids = [0, 1, 2].map((index) => controller.portOf(`pid${index}`))
  expect(pids.every(isAlive)).toBe(true)
  await controller.kill()
  await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), 5_000)
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
