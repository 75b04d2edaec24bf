import { z } from 'zod'
import { defineHarm, type HarmKinds } from './harms.ts'
import type { Timers } from './leases.ts'
import { makeDiskFull, setLedgerClock } from './writer.ts'

const bytesPerMb = 1 << 20
/** Memory is taken in steps, so that requests in between are served. */
const growEveryMs = 100

/** Harms that every process of a world can be made to suffer from within. */
export function processHarms(timers: Timers): HarmKinds {
  return {
    /** The event loop stands still for `stallMs` of every `everyMs`, and uses no processor. */
    stall: defineHarm({
      params: z.strictObject({
        stallMs: z.number().positive().max(10_000),
        everyMs: z.number().positive().max(60_000),
      }),
      apply: ({ stallMs, everyMs }) => repeating(timers, everyMs, () => standStill(stallMs)),
    }),
    /** Takes memory, `mbPerS` at a time until it holds `mb`, and touches all of it. */
    memory: defineHarm({
      params: z.strictObject({
        mb: z.number().positive().max(65_536),
        mbPerS: z.number().positive().max(65_536),
      }),
      apply({ mb, mbPerS }) {
        const held: Buffer[] = []
        let heldBytes = 0
        const stepBytes = Math.ceil((mbPerS * bytesPerMb * growEveryMs) / 1_000)
        const stop = repeating(timers, growEveryMs, () => {
          const bytes = Math.min(stepBytes, mb * bytesPerMb - heldBytes)
          if (bytes <= 0) return
          // Filled, or the system would not give the pages.
          held.push(Buffer.alloc(bytes, 1))
          heldBytes += bytes
        })
        return () => {
          stop()
          held.length = 0
        }
      },
    }),
    /** The disk takes none of its records; what it does besides goes on. */
    ledger: defineHarm({
      params: z.strictObject({}),
      apply() {
        makeDiskFull(true)
        return () => makeDiskFull(false)
      },
    }),
    /** Its ledgers tell wrong times; what it does it does at the right ones. */
    'ledger-clock': defineHarm({
      params: z.strictObject({ skewMs: z.number() }),
      apply({ skewMs }) {
        setLedgerClock(skewMs)
        return () => setLedgerClock(0)
      },
    }),
  }
}

function repeating(timers: Timers, everyMs: number, call: () => void): () => void {
  let callOff = timers.after(everyMs, tick)
  function tick(): void {
    callOff = timers.after(everyMs, tick)
    call()
  }
  return () => callOff()
}

const nobody = new Int32Array(new SharedArrayBuffer(4))

function standStill(stallMs: number): void {
  Atomics.wait(nobody, 0, 0, stallMs)
}
