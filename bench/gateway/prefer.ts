import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { constants, setPriority } from 'node:os'

/**
 * Puts all threads of processes before whatever else has a turn now and then: the kernel's housekeeping
 * and who administers the machine take some milliseconds each, which is more than what is measured.
 * Threads that are started later are their starter's equals. Where the kernel shares a processor between
 * sessions first, which is its default, a process is preferred by its session's rank alone, which is given
 * back in the end. Where the system does not allow it nothing changes. Source: sched(7), autogroup.
 */
export function preferToHousekeeping(pids: readonly number[]): Disposable {
  const before = rankOfSession()
  for (const pid of pids) preferThreadsOf(pid)
  if (before !== undefined) setRankOfSession(constants.priority.PRIORITY_HIGHEST)
  return {
    [Symbol.dispose]() {
      if (before !== undefined) setRankOfSession(before)
    },
  }
}

function preferThreadsOf(pid: number): void {
  try {
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      setPriority(Number(thread), constants.priority.PRIORITY_HIGHEST)
    }
  } catch {
    // Not allowed here, or no Linux: all have turns alike then.
  }
}

const session = '/proc/self/autogroup'

/**
 * The niceness of this process's session among sessions; undefined where there is none: the kernel shares
 * by processes alone, or this one is of no session (the file is empty then), or this is no Linux.
 */
export function rankOfSession(file = session): number | undefined {
  try {
    const nice = /nice (-?\d+)/.exec(readFileSync(file, 'utf8'))?.[1]
    return nice === undefined ? undefined : Number(nice)
  } catch {
    return undefined
  }
}

function setRankOfSession(nice: number): void {
  try {
    writeFileSync(session, String(nice))
  } catch {
    // As above.
  }
}
