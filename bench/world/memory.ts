import { readFileSync } from 'node:fs'
import { residentMbOf } from '../process-cpu.ts'

const kbPerMb = 1_024

/**
 * Memory of one process, in MB: its own pages and its part of those it shares (PSS), or all that is
 * resident where the system does not tell. 0 when it is gone. Linux only.
 */
export function memoryMbOf(pid: number): number {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    const [, kb] = /^Pss:\s+(\d+) kB/m.exec(rollup) ?? []
    if (kb !== undefined) return Number(kb) / kbPerMb
  } catch {
    // Gone, or a system without it: the next one says which.
  }
  try {
    return residentMbOf(pid)
  } catch {
    return 0
  }
}
