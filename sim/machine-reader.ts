import { readFileSync } from 'node:fs'

/** What all processors together have spent so far, in seconds of one. */
export type ProcessorTime = {
  readonly allS: number
  /** With what was stolen. */
  readonly busyS: number
  /** What a hypervisor gave to others while there was work here. */
  readonly stolenS: number
}

/** What a process has used so far, in seconds of one processor. */
export type ProcessTime = {
  readonly ownS: number
  /** Of children that have ended and were waited for, with what these had waited for. */
  readonly reapedS: number
}

export type MachineReader = {
  /** Undefined where the system does not tell. */
  processors(): ProcessorTime | undefined
  /** Undefined when it is gone. */
  timeOf(pid: number): ProcessTime | undefined
  /** The processes that a process has started; none when it is gone. */
  childrenOf(pid: number): readonly number[]
}

/** Of Linux: sysconf(_SC_CLK_TCK) is 100 on every platform that Node supports. */
const ticksPerS = 100

export const linuxMachine: MachineReader = {
  processors: () => processorTimeOf(textOf('/proc/stat') ?? ''),
  timeOf: processTimeOf,
  childrenOf: (pid) => numbersIn(textOf(`/proc/${pid}/task/${pid}/children`) ?? ''),
}

/** From the text of /proc/stat. Source: proc_stat(5). */
export function processorTimeOf(text: string): ProcessorTime | undefined {
  // user nice system idle iowait irq softirq steal; the guests' are within user and nice.
  const ticks = /^cpu +(.+)/.exec(text)?.[1]?.split(' ').slice(0, 8).map(Number)
  if (ticks === undefined) return undefined
  const all = ticks.reduce((sum, count) => sum + count, 0)
  const idle = (ticks[3] ?? 0) + (ticks[4] ?? 0)
  return {
    allS: all / ticksPerS,
    busyS: (all - idle) / ticksPerS,
    stolenS: (ticks[7] ?? 0) / ticksPerS,
  }
}

/** User and system time that a process has used so far; 0 when it is gone. Linux only. */
export function processorSecondsOf(pid: number): number {
  return processTimeOf(pid)?.ownS ?? 0
}

function processTimeOf(pid: number): ProcessTime | undefined {
  // The name in parentheses may hold spaces; fields are counted behind it. Source: proc_pid_stat(5).
  const fields = textOf(`/proc/${pid}/stat`)
    ?.replace(/^.*\) /s, '')
    .split(' ')
    .slice(11, 15)
    .map(Number)
  if (fields === undefined) return undefined
  const [user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = fields
  return {
    ownS: (user + system) / ticksPerS,
    reapedS: (childrenUser + childrenSystem) / ticksPerS,
  }
}

function numbersIn(text: string): readonly number[] {
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map(Number)
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
