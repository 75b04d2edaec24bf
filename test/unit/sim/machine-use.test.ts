import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { type MachineReader, processorTimeOf } from '../../../sim/machine-reader.ts'
import { watchMachine } from '../../../sim/machine-use.ts'
import { fakeClock } from './fake-clock.ts'

const timeOf = (ownS: number | undefined, reapedS = 0) =>
  ownS === undefined ? undefined : { ownS, reapedS }

test('what others took is what is left of the busy time', async () => {
  const clock = fakeClock()
  const used = new Map([[1, 5]])
  let [allS, busyS] = [100, 50]
  const machine: MachineReader = {
    processors: () => ({ allS, busyS, stolenS: 0 }),
    timeOf: (pid) => timeOf(used.get(pid)),
    childrenOf: () => [],
  }
  const meter = watchMachine(clock, () => [...used.keys()], machine)
  // One began, worked, and was killed between two readings.
  used.set(2, 1)
  allS = 105
  await clock.advance(500)
  used.delete(2)
  used.set(1, 7)
  allS = 110
  busyS = 58
  const use = meter.stop()
  expect(use?.busyShare).toBeCloseTo(0.8)
  expect(use?.otherShare).toBeCloseTo(0.5)
})

/** Two processors that are read every half second: a second of both is in each slice. */
function machineOf() {
  const used = new Map<number, { ownS: number; reapedS: number }>()
  const total = { allS: 100, busyS: 50, stolenS: 7 }
  const machine: MachineReader = {
    processors: () => ({ ...total }),
    timeOf: (pid) => used.get(pid),
    childrenOf: () => [],
  }
  const clock = fakeClock()
  const pass = async (busyS: number, stolenS = 0, ms = 500) => {
    total.allS += 1
    total.busyS += busyS
    total.stolenS += stolenS
    await clock.advance(ms)
  }
  return { used, clock, pass, start: () => watchMachine(clock, () => [...used.keys()], machine) }
}

test('each slice has its own instants and shares, and tells what was stolen', async () => {
  const { used, clock, pass, start } = machineOf()
  await clock.advance(250)
  used.set(1, { ownS: 5, reapedS: 0 })
  const meter = start()
  used.set(1, { ownS: 5.3, reapedS: 0 })
  await pass(0.4)
  used.set(1, { ownS: 5.4, reapedS: 0 })
  await pass(1, 0.6)
  const use = meter.stop()
  expect(use?.slices).toEqual([
    { fromUs: 250_000, untilUs: 750_000, ...shares(0.4, 0.3, 0.1, 0) },
    { fromUs: 750_000, untilUs: 1_250_000, ...shares(1, 0.1, 0.9, 0.6) },
  ])
  expect(use).toMatchObject({ busyShare: 0.7, otherShare: 0.5, stolenShare: 0.3 })
})

test('what was stolen is not of this run, whose processes may believe that they had it', async () => {
  const { used, pass, start } = machineOf()
  used.set(1, { ownS: 0, reapedS: 0 })
  const meter = start()
  used.set(1, { ownS: 1, reapedS: 0 })
  await pass(1, 0.4)
  expect(meter.stop()?.slices).toMatchObject([shares(1, 0.6, 0.4, 0.4)])
})

test.each([
  [
    'a process that came counts from its start',
    [[1, 5, 0]],
    [
      [1, 5, 0],
      [2, 0.3, 0],
    ],
    0.3,
  ],
  [
    'one that was killed is told by its parent',
    [
      [1, 5, 1],
      [2, 8, 0],
    ],
    [[1, 5, 9.3]],
    0.3,
  ],
  [
    'one that nobody waited for takes nothing from others',
    [
      [1, 5, 0],
      [2, 8, 0],
    ],
    [[1, 5.3, 0]],
    0.3,
  ],
  [
    'grandchildren that a killed one had waited for are counted once',
    [
      [1, 5, 0],
      [2, 1, 6],
    ],
    [[1, 5, 7.3]],
    0.3,
  ],
] as const)('%s', async (_case, before, after, ownShare) => {
  const { used, pass, start } = machineOf()
  const set = (rows: readonly (readonly [number, number, number])[]) => {
    used.clear()
    for (const [pid, ownS, reapedS] of rows) used.set(pid, { ownS, reapedS })
  }
  set(before)
  const meter = start()
  set(after)
  await pass(0.5)
  expect(meter.stop()?.slices?.[0]?.ownShare).toBeCloseTo(ownShare)
})

test('the last ticks belong to the slice before, and slices of a long run are joined', async () => {
  const { pass, start } = machineOf()
  const meter = start()
  for (let count = 0; count < 5_000; count += 1) await pass(0.5)
  await pass(0.02, 0, 40)
  const { slices = [] } = meter.stop() ?? {}
  expect(slices.length).toBeLessThanOrEqual(4_800)
  expect(slices.at(0)).toMatchObject({ fromUs: 0, untilUs: 1_000_000, busyShare: 0.5 })
  expect(slices.at(-1)).toMatchObject({ fromUs: 2_499_500_000, untilUs: 2_500_040_000 })
  for (const [index, { fromUs }] of slices.entries()) {
    expect(fromUs).toBe(slices[index - 1]?.untilUs ?? 0)
  }
})

test('steal is the eighth number of the line of all processors', () => {
  const text = 'cpu  100 20 30 400 50 6 7 80 9 1\ncpu0 1 1 1 1 1 1 1 1 1 1\n'
  expect(processorTimeOf(text)).toEqual({ allS: 6.93, busyS: 2.43, stolenS: 0.8 })
  expect(processorTimeOf('')).toBeUndefined()
})

function shares(busyShare: number, ownShare: number, otherShare: number, stolenShare: number) {
  return { busyShare, ownShare, otherShare, stolenShare }
}

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
