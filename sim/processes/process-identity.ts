import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { z } from 'zod'
import type { ProcessIdentity } from '../../ledger/run.ts'

/** As it is read back from a run folder or a state file. */
export const processIdentitySchema: z.ZodType<ProcessIdentity> = z.strictObject({
  pid: z.number().int().positive(),
  startTicks: z.number(),
  bootId: z.string(),
  namespace: z.string(),
  host: z.string(),
})

/** Undefined when it is gone, and where the system does not tell (anything but Linux). */
export function identityOf(pid: number): ProcessIdentity | undefined {
  try {
    return { pid, startTicks: startTicksOf(pid), ...here() }
  } catch {
    return undefined
  }
}

/**
 * Whether that very process lives. `unknown` when it cannot be told from here: another machine or
 * container wrote it down, or the system does not tell.
 */
export function lifeOf({
  pid,
  startTicks,
  bootId,
  namespace,
  host,
}: ProcessIdentity): 'alive' | 'gone' | 'unknown' {
  try {
    const now = here()
    if (now.host !== host) return 'unknown'
    // The same machine, started anew: nothing that ran before does.
    if (now.bootId !== bootId) return 'gone'
    if (now.namespace !== namespace) return 'unknown'
  } catch {
    return 'unknown'
  }
  const identity = identityOf(pid)
  if (identity === undefined || identity.startTicks !== startTicks) return 'gone'
  return isZombie(pid) ? 'gone' : 'alive'
}

function here(): Omit<ProcessIdentity, 'pid' | 'startTicks'> {
  return {
    bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    namespace: readlinkSync('/proc/self/ns/pid'),
    host: hostname(),
  }
}

/** Source: proc_pid_stat(5), starttime, field 22. */
function startTicksOf(pid: number): number {
  return Number(fieldsOf(pid)[19])
}

/** It only waits for its parent to read its exit code. */
function isZombie(pid: number): boolean {
  try {
    return fieldsOf(pid)[0] === 'Z'
  } catch {
    return true
  }
}

/** Those behind the name, which stands in parentheses and may hold spaces; the first is field 3. */
function fieldsOf(pid: number): readonly string[] {
  return readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
}
