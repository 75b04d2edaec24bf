import { execFileSync } from 'node:child_process'
import { z } from 'zod'
import { defineHarm, type HarmKinds } from '../../ledger/harms.ts'
import { type Clock, every } from '../clock.ts'

const pids = z.array(z.number().int().positive()).min(1)

/**
 * Harms to whole processes that those cannot do to themselves, or not undo: a paused process
 * notices neither a closed pipe nor a lease. They are done from the links' process, which outlives
 * a hanging controller, and undone with it.
 */
export function processHarmsOf(clock: Clock): HarmKinds {
  const stops = new Map<number, number>()
  return {
    pause: defineHarm({
      params: z.strictObject({ pids }),
      apply({ pids }) {
        for (const pid of pids) stop(pid)
        return () => pids.forEach(goOn)
      },
    }),
    /** Gets `share` of its time and stands still the rest, as under a quota of processor time. */
    throttle: defineHarm({
      params: z.strictObject({
        pids,
        share: z.number().min(0.01).max(0.99),
        periodMs: z.number().min(10).max(1_000).default(100),
      }),
      apply({ pids, share, periodMs }) {
        let callOffGo: (() => void) | undefined
        const callOff = every(clock, periodMs, () => {
          pids.forEach(stop)
          callOffGo = clock.after(periodMs * (1 - share), () => pids.forEach(goOn))
        })
        return () => {
          callOff()
          callOffGo?.()
          for (const pid of pids) while (stops.has(pid)) goOn(pid)
        }
      },
    }),
    /** May open no file and no socket past `count`; needs util-linux. */
    descriptors: defineHarm({
      params: z.strictObject({ pids, count: z.number().int().nonnegative() }),
      apply({ pids, count }) {
        for (const pid of pids) limitDescriptors(pid, String(count))
        return () => {
          for (const pid of pids) limitDescriptors(pid, 'max')
        }
      },
    }),
  }

  /** Two harms may hold one process: it goes on when the last lets it. */
  function stop(pid: number): void {
    stops.set(pid, (stops.get(pid) ?? 0) + 1)
    signal(pid, 'SIGSTOP')
  }

  function goOn(pid: number): void {
    const left = (stops.get(pid) ?? 0) - 1
    if (left > 0) {
      stops.set(pid, left)
      return
    }
    stops.delete(pid)
    signal(pid, 'SIGCONT')
  }
}

function signal(pid: number, name: 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(pid, name)
  } catch {
    // Gone already: there is nothing to hold, or to let go.
  }
}

function limitDescriptors(pid: number, soft: string): void {
  const limit = soft === 'max' ? hardLimitOf(pid) : soft
  execFileSync('prlimit', ['--pid', String(pid), `--nofile=${limit}:`], { stdio: 'pipe' })
}

function hardLimitOf(pid: number): string {
  const asked = ['--pid', String(pid), '--nofile', '--raw', '--noheadings', '--output=HARD']
  return execFileSync('prlimit', asked, { encoding: 'utf8' }).trim()
}
