import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { type MachineReader, watchMachine } from '../../../sim/machine-use.ts'
import { fakeClock } from './fake-clock.ts'

test('what others took is what is left of the busy time', async () => {
  const clock = fakeClock()
  const used = new Map([[1, 5]])
  let [allS, busyS] = [100, 50]
  const machine: MachineReader = {
    processors: () => ({ allS, busyS }),
    secondsOf: (pid) => used.get(pid) ?? 0,
    childrenOf: () => [],
  }
  const meter = watchMachine(clock, () => [...used.keys()], machine)
  // One began, worked, and was killed between two readings.
  used.set(2, 1)
  await clock.advance(500)
  used.delete(2)
  used.set(1, 7)
  allS = 110
  busyS = 58
  const use = meter.stop()
  expect(use?.busyShare).toBeCloseTo(0.8)
  expect(use?.otherShare).toBeCloseTo(0.5)
})

/** Works for 400 ms of processor time when it is told to, and says when it has. */
const worker =
  "process.stdin.once('data', () => { const from = process.cpuUsage();" +
  " while (process.cpuUsage(from).user < 400_000); console.log('worked') }); console.log('ready')"

test.skipIf(process.platform !== 'linux')(
  'work outside the run is other work, and what a process of the run starts is its own',
  async () => {
    // As a generator starts k6: by a shell, which waits for it.
    const shell = spawn('sh', ['-c', '"$0" -e "$1"; exit', process.execPath, worker])
    const exited = once(shell, 'exit')
    await once(shell.stdout, 'data')
    const clock = fakeClock()
    const pid = shell.pid ?? 0
    const [run, outside] = [watchMachine(clock, () => [pid]), watchMachine(clock, () => [])]
    shell.stdin.write('go')
    await once(shell.stdout, 'data')
    const [own, other] = [run.stop(), outside.stop()]
    shell.stdin.end()
    await exited
    expect(other?.otherShare).toBeGreaterThan(own?.otherShare ?? 1)
  },
)
