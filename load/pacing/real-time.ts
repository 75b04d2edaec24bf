import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

const roundRobin = ['--rr', '--reset-on-fork']
/** Of real time: any is above all that is not. */
const lowestRank = 1

/**
 * Lets the main thread of a process run before all others when it has something to do, as a client
 * with a machine of its own would: a request that leaves late because gateways fill the processors
 * is measured as one that the gateway answered late. False where the system does not allow it (it
 * wants CAP_SYS_NICE, and the `chrt` of util-linux), where there is one processor, or with
 * `GATEDRILL_REALTIME=off`; lateness is measured either way. Source: sched(7), SCHED_RR.
 */
export function goFirst(pid: number, rank = lowestRank): boolean {
  return isWanted() && chrt([...roundRobin, '--pid', String(rank), String(pid)])
}

/** Whether a generator could, without changing anything. */
export function mayGoFirst(): boolean {
  return isWanted() && chrt([...roundRobin, String(lowestRank), 'true'])
}

/**
 * What to put before a command so that all threads of its process run before all others; nothing
 * where a process may not. It has to leave a processor to everything else by itself.
 */
export function firstWords(): readonly string[] {
  return mayGoFirst() ? ['chrt', '--rr', String(lowestRank)] : []
}

/** Alone on its processor it would leave nothing to the gateways that it measures. */
function isWanted(): boolean {
  return process.env.GATEDRILL_REALTIME !== 'off' && availableParallelism() > 1
}

function chrt(words: readonly string[]): boolean {
  return spawnSync('chrt', words, { stdio: 'ignore' }).status === 0
}
