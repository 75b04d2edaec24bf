import { spawnSync } from 'node:child_process'

/**
 * Puts a process, all its threads, on one processor; false where the system cannot (no `taskset`,
 * or a machine with one processor).
 */
export function pinTo(processor: number, pid: number): boolean {
  return spawnSync('taskset', ['-a', '-c', '-p', String(processor), String(pid)]).status === 0
}
