import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import type { MachineUse } from '../ledger/run.ts'
import { type Clock, every } from './clock.ts'

/** What has been used so far, in seconds of one processor. */
type Reading = { readonly allS: number; readonly busyS: number; readonly ownS: number }

export type MachineMeter = {
  /** How busy the machine was since the start, and how much of that was not this run. */
  stop(): MachineUse | undefined
}

/** Of Linux: sysconf(_SC_CLK_TCK) is 100 on every platform that Node supports. */
const ticksPerS = 100
/** What a process used after the last reading before it was killed is not seen. */
const periodMs = 500

/**
 * Watches what a run and everything else take of the processors. A world that is starved by
 * other work fails as one that is broken does, and only this tells them apart. Linux only;
 * elsewhere nothing is said.
 */
export function watchMachine(
  clock: Clock,
  pids: () => readonly number[],
  machine: MachineReader = linuxMachine,
): MachineMeter {
  const first = machine.processors()
  let last = new Map<number, number>()
  let ownS = 0
  const read = () => {
    const own = withDescendants(pids(), machine)
    const now = new Map(own.map((pid) => [pid, machine.secondsOf(pid)] as const))
    for (const [pid, seconds] of now) ownS += Math.max(0, seconds - (last.get(pid) ?? 0))
    last = new Map([...last, ...now])
  }
  read()
  ownS = 0
  const callOff = every(clock, periodMs, read)
  return {
    stop() {
      callOff()
      read()
      const end = machine.processors()
      if (first === undefined || end === undefined) return undefined
      return useOf({ allS: end.allS - first.allS, busyS: end.busyS - first.busyS, ownS })
    },
  }
}

export type MachineReader = {
  /** Of all processors together; undefined where the system does not tell. */
  processors(): Omit<Reading, 'ownS'> | undefined
  /** Processor time of a process; 0 when it is gone. */
  secondsOf(pid: number): number
  /** The processes that a process has started; none when it is gone. */
  childrenOf(pid: number): readonly number[]
}

/** What a process of the run starts works for the run: k6 is one's grandchild. */
function withDescendants(pids: readonly number[], machine: MachineReader): readonly number[] {
  const all = new Set(pids)
  // What is added meanwhile is walked as well.
  for (const pid of all) for (const child of machine.childrenOf(pid)) all.add(child)
  return [...all]
}

function useOf({ allS, busyS, ownS }: Reading): MachineUse | undefined {
  if (allS <= 0) return undefined
  const share = (seconds: number) => Math.min(1, Math.max(0, seconds / allS))
  return { processors: cpus().length, busyShare: share(busyS), otherShare: share(busyS - ownS) }
}

const linuxMachine: MachineReader = {
  processors() {
    const line = textOf('/proc/stat')?.split('\n')[0]
    if (line === undefined) return undefined
    // user nice system idle iowait irq softirq steal; the guests' are within user and nice.
    const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number)
    const all = ticks.reduce((sum, count) => sum + count, 0)
    const idle = (ticks[3] ?? 0) + (ticks[4] ?? 0)
    return { allS: all / ticksPerS, busyS: (all - idle) / ticksPerS }
  },
  secondsOf: processorSecondsOf,
  childrenOf: (pid) => numbersIn(textOf(`/proc/${pid}/task/${pid}/children`) ?? ''),
}

function numbersIn(text: string): readonly number[] {
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map(Number)
}

/** User and system time that a process has used so far; 0 when it is gone. Linux only. */
export function processorSecondsOf(pid: number): number {
  // The name in parentheses may hold spaces; fields are counted behind it.
  const fields = textOf(`/proc/${pid}/stat`)
    ?.replace(/^.*\) /s, '')
    .split(' ')
  return fields === undefined ? 0 : (Number(fields[11]) + Number(fields[12])) / ticksPerS
}

/** What a process holds of the memory, in MiB; 0 when it is gone. Linux only. */
export function residentMbOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(textOf(`/proc/${pid}/status`) ?? '')?.[1] ?? 0) / 1_024
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
