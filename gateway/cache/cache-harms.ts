import { z } from 'zod'
import { defineHarm, type HarmKinds } from '../../ledger/harms.ts'
import type { Clock } from '../clock.ts'
import type { CacheClock } from './cache-clock.ts'
import type { CacheStore } from './cache-store.ts'

/** What can be done to the share of the internal cache that an instance holds. */
export function cacheHarms(
  store: CacheStore,
  cacheClock: CacheClock,
  clock: Pick<Clock, 'after'>,
): HarmKinds {
  return {
    /** Every entry is forgotten, once. */
    'cache-flush': defineHarm({
      params: z.strictObject({}),
      apply() {
        store.clear()
        return () => undefined
      },
    }),
    /** Every entry is forgotten at the same moment, again and again. */
    'cache-expire': defineHarm({
      params: z.strictObject({ everyMs: z.number().min(100).max(600_000) }),
      apply({ everyMs }) {
        store.clear()
        let callOff = clock.after(everyMs, tick)
        function tick(): void {
          store.clear()
          callOff = clock.after(everyMs, tick)
        }
        return () => callOff()
      },
    }),
    /** The share is lost, and nothing is kept in it. */
    'cache-closed': defineHarm({
      params: z.strictObject({}),
      apply() {
        store.setClosed(true)
        return () => store.setClosed(false)
      },
    }),
    /** There is room for little: what is stored pushes out what was stored before. */
    'cache-small': defineHarm({
      params: z.strictObject({ bytesMax: z.number().int().positive() }),
      apply({ bytesMax }) {
        store.resize(bytesMax)
        return () => store.resize()
      },
    }),
    /** Nothing expires: what is there is served for as long as this lasts. */
    'cache-stale': defineHarm({
      params: z.strictObject({}),
      apply() {
        cacheClock.stop()
        return () => cacheClock.go()
      },
    }),
  }
}
