import { z } from 'zod'
import { parentOf } from '../../ledger/child.ts'
import { clockSince } from '../../ledger/clock.ts'
import { goFirst } from '../../load/pacing/real-time.ts'
import { napExactly } from '../../load/pacing/timer-slack.ts'
import type { Pause } from './pause.ts'

/*
 * Tells when its processor was not there. It runs before everything else of this machine and asks for
 * nothing but to be woken again soon: when it is not, no process of this machine could have run there
 * either, whatever it did. A host that gives a virtual processor to others need not say so as stolen time.
 * From `begin` on; `told` ends it, and says what it saw.
 * Source: the hiccups of jHiccup (Azul), with a rank above what is measured.
 */

const turnMs = 10
/** Above what `goFirst` gives to generators and servers. */
const rank = 2

napExactly()
const { launch, notify, onCommand } = await parentOf(
  z.strictObject({ epochNs: z.string(), napMs: z.number(), toleratedMs: z.number() }),
)
if (!goFirst(process.pid, rank)) throw new Error('the system lets no process run before all others')
const { napMs, toleratedMs } = launch
const nowUs = clockSince(BigInt(launch.epochNs))
const nap = new Int32Array(new SharedArrayBuffer(4))
let pauses: Pause[] = []
let lastUs = 0
let isWatching = false

function turn(): void {
  if (!isWatching) return
  for (let naps = 0; naps < turnMs / napMs; naps += 1) {
    Atomics.wait(nap, 0, 0, napMs)
    const awakeUs = nowUs()
    if (awakeUs - lastUs > (napMs + toleratedMs) * 1_000) {
      pauses.push({ fromUs: lastUs, toUs: awakeUs })
    }
    lastUs = awakeUs
  }
  setImmediate(turn)
}

notify({ say: 'ready', ports: {} })
onCommand(({ do: name }) => {
  if (name === 'told') {
    isWatching = false
    return pauses
  }
  pauses = []
  lastUs = nowUs()
  if (!isWatching) setImmediate(turn)
  isWatching = true
  return undefined
})
