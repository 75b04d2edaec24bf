import { readdirSync, readFileSync } from 'node:fs'

/** The variable whose value every process of a run inherits, however far down it was started. */
export const markVariable = 'GATEDRILL_SAFETY_MARK'

/**
 * Processes that carry the mark in their environment, whoever started them and whether or not
 * anybody wrote them down. One that only waits for its parent to read its exit has none. Linux only.
 */
export function markedProcesses(mark: string): readonly number[] {
  const wanted = `${markVariable}=${mark}\0`
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => `${environmentOf(pid)}\0`.includes(wanted))
}

/** Empty when it is gone or not ours to read. */
function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1')
  } catch {
    return ''
  }
}
