import { readdirSync, readFileSync } from 'node:fs'

/** Of Linux: sysconf(_SC_CLK_TCK) is 100 on every platform that Node supports. */
const ticksPerS = 100

/** User and system time that a process has used so far, in seconds; Linux only. */
export function cpuSecondsOf(pid: number): number {
  // The name in parentheses may hold spaces; fields are counted behind it.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerS
}

/** The same of a process and of all that descend from it, while they live. */
export function cpuSecondsOfTree(pid: number): number {
  return descendantsOf(pid).reduce((sum, one) => sum + cpuSecondsOf(one), 0)
}

function descendantsOf(pid: number): readonly number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
  )
  return [pid, ...children.map(Number).flatMap(descendantsOf)]
}

export function residentMbOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
}
