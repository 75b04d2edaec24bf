import { readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { clockSince, newEpochNs } from '../../../ledger/clock.ts'
import { leaseMs } from '../../../ledger/leases.ts'
import { realClock, wait } from '../../../sim/clock.ts'
import { Child } from '../../../sim/processes/child.ts'
import { runFolder } from './run-folder.ts'
import { isAlive } from './small-drill.ts'

const clock = realClock(clockSince(newEpochNs()))

async function pauser(root: ReturnType<typeof runFolder>) {
  return Child.start({
    name: 'controller',
    main: 'test/integration/sim/stand-ins/pauser.main.ts',
    launch: { folder: root.path },
    logPath: root.log('controller'),
    readyWithinMs: 30_000,
    clock,
    onEvent: () => undefined,
  })
}

/** `T` while it is stopped. Source: proc(5), /proc/pid/stat, third field behind the name. */
function stateOf(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  return stat.slice(stat.lastIndexOf(')') + 2)[0]
}

test('a paused process goes when its controller is killed', async () => {
  using root = runFolder()
  const controller = await pauser(root)
  const pids = [controller.portOf('child'), controller.portOf('links')]
  expect(pids.every(isAlive)).toBe(true)
  await controller.kill()
  await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), 5_000)
})

test.runIf(process.platform === 'linux')(
  'a paused process goes on when its controller hangs, and goes with it then',
  async () => {
    using root = runFolder()
    const controller = await pauser(root)
    const [child, links] = [controller.portOf('child'), controller.portOf('links')]
    try {
      // Longer than a lease: as long as the controller lives, the pause holds.
      await wait(clock, leaseMs + 500)
      expect(stateOf(child)).toBe('T')
      process.kill(controller.pid, 'SIGSTOP')
      await vi.waitFor(() => expect(stateOf(child)).not.toBe('T'), leaseMs + 3_000)
    } finally {
      await controller.kill()
    }
    await vi.waitFor(() => expect([child, links].filter(isAlive)).toEqual([]), 5_000)
  },
)
