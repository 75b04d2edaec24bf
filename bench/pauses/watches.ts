import { z } from 'zod'
import { mayGoFirst } from '../../load/pacing/real-time.ts'
import type { Child } from '../../sim/processes/child.ts'
import { pinTo } from '../gateway/pin.ts'
import { type Pause, pauseSchema } from './pause.ts'

export type Watches = {
  begin(): Promise<void>
  /** When any of the processors was not there since `begin`. */
  pauses(): Promise<readonly Pause[]>
}

export type Watching = {
  readonly processors: readonly number[]
  /** What pauses are told in: the zero of the clock. */
  readonly epochNs: string
  /** How often each looks: pauses shorter than that may stay unseen, and looking takes some 25 us. */
  readonly napMs: number
  /** Woken later than that, its processor was not there: waking takes some hundredths of a millisecond. */
  readonly toleratedMs: number
  readonly start: (name: string, main: string, launch: unknown) => Promise<Child>
}

/**
 * Starts one watch on each of the processors, which end with what `start` gives; undefined where the
 * system does not let a process run before all others. To be asked before this process is pinned: on a
 * single processor nothing may go first.
 */
export async function watchProcessors(watching: Watching): Promise<Watches | undefined> {
  const { processors, epochNs, napMs, toleratedMs, start } = watching
  if (!mayGoFirst()) return undefined
  const children: Child[] = []
  for (const processor of processors) {
    const child = await start(`watch-${processor}`, 'bench/pauses/watch.main', {
      epochNs,
      napMs,
      toleratedMs,
    })
    if (!pinTo(processor, child.pid)) return undefined
    children.push(child)
  }
  return {
    async begin() {
      await Promise.all(children.map((child) => child.command('begin', {})))
    },
    async pauses() {
      const told = await Promise.all(children.map((child) => child.command('told', {})))
      return told.flatMap((one) => z.array(pauseSchema).parse(one))
    },
  }
}
