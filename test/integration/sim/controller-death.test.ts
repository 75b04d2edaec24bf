import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { NoticeEvent } from '../../../ledger/child.ts'
import { clockSince, newEpochNs } from '../../../ledger/clock.ts'
import { leaseMs } from '../../../ledger/leases.ts'
import { realClock, wait } from '../../../sim/clock.ts'
import { boundToParent } from '../../../sim/processes/bound-to-parent.ts'
import { Child } from '../../../sim/processes/child.ts'
import { echoServer, talkTo } from './echo-server.ts'
import { runFolder } from './run-folder.ts'
import { eventsOf, isAlive, pidsOf, stepsOf } from './small-drill.ts'

const clock = realClock(clockSince(newEpochNs()))

test('a controller killed in the middle of a fault leaves no process behind', async () => {
  using root = runFolder()
  const folder = join(root.path, 'run')
  const controller = await Child.start({
    name: 'controller',
    main: 'test/integration/sim/stand-ins/drill.main.ts',
    launch: { folder },
    logPath: root.log('controller'),
    readyWithinMs: 10_000,
    clock,
    onEvent: () => undefined,
  })
  const journal = join(folder, 'journal.ndjson')
  await vi.waitFor(() => expect(existsSync(journal) && stepsOf(folder)).toContain('proven'), 30_000)
  const pids = pidsOf(eventsOf(folder))
  await controller.kill()
  await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), 5_000)
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'))
  expect(manifest).not.toHaveProperty('ended')
  expect(manifest).toMatchObject({ faults: [{ id: 'zone-down#1' }] })
})

test('a controller that hangs renews no lease, and the link heals by itself', async () => {
  using root = runFolder()
  await using echo = await echoServer()
  const events: NoticeEvent[] = []
  const controller = await Child.start({
    name: 'controller',
    main: 'test/integration/sim/stand-ins/silencer.main.ts',
    launch: { folder: root.path, endpoint: echo.endpoint },
    logPath: root.log('controller'),
    readyWithinMs: 10_000,
    clock,
    onEvent: (event) => events.push(event),
  })
  const link = { host: '127.0.0.1', port: controller.portOf('link') }
  try {
    // Longer than a lease: as long as the controller lives, the silence holds.
    await wait(clock, leaseMs + 500)
    const unheard = talkTo(link)
    unheard.socket.write('hello')
    await wait(clock, 200)
    expect(unheard.said).toBe('')
    process.kill(controller.pid, 'SIGSTOP')
    await vi.waitFor(() => expect(unheard.ended).toBe('ECONNRESET'), leaseMs + 2_000)
    const heard = talkTo(link)
    heard.socket.write('hello')
    await vi.waitFor(() => expect(heard.said).toBe('hello'))
    process.kill(controller.pid, 'SIGCONT')
    await vi.waitFor(() => expect(events.map(({ kind }) => kind)).toContain('lease-expired'), 5_000)
  } finally {
    await controller.kill()
  }
})

const [bound] = boundToParent('node', [])

// Without setpriv (a system that is no Linux, or a tiny one) the pipe alone has to do.
test.skipIf(bound === 'node')(
  'a process that is still loading goes with its controller too',
  async () => {
    using root = runFolder()
    const controller = await Child.start({
      name: 'controller',
      main: 'test/integration/sim/stand-ins/parent.main.ts',
      launch: {},
      logPath: root.log('controller'),
      readyWithinMs: 10_000,
      clock,
      onEvent: () => undefined,
    })
    const pid = controller.portOf('child')
    expect(isAlive(pid)).toBe(true)
    await controller.kill()
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), 5_000)
  },
)
