import { writeFileSync } from 'node:fs'

/**
 * Asks the kernel to end naps of this thread when they should end: by default it may take 50
 * microseconds more to wake several at once. Where it cannot be asked, naps are that much longer.
 * Source: prctl(2), PR_SET_TIMERSLACK; proc(5), timerslack_ns.
 */
export function napExactly(): void {
  try {
    writeFileSync('/proc/self/timerslack_ns', '1')
  } catch {
    // Another system, or one that does not let its processes: the pacer's lateness shows it.
  }
}
