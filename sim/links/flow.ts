import type { Socket } from 'node:net'
import type { Clock } from '../clock.ts'
import type { FlowHarm } from './toxics/define-toxic.ts'

/** Chunks that wait for their time; past this many bytes the source is not read on. */
const delayedBytesMax = 1 << 20
/** A narrow link passes what fits into this time at once: a piece of it is not felt as a burst. */
const pieceMs = 50

/** What happens at its time: bytes pass, the direction ends, or the connection is reset. */
type Passing = Buffer | 'end' | 'reset'
type Delayed = { readonly dueUs: number; readonly passing: Passing }

/** A harm to one direction, and who hears that it was felt. */
export type FeltHarm = { readonly harm: FlowHarm; felt(): void }

/**
 * One direction of one connection: what `from` says goes to `to`, its end as an end, not faster
 * than `to` takes it. It can be held (nothing passes, nothing is read), harmed, and ended.
 */
export class Flow {
  readonly #from: Socket
  readonly #to: Socket
  readonly #clock: Clock
  readonly #reset: () => void
  readonly #delayed: Delayed[] = []
  /** Bytes that came while a harm with a limit was there. */
  readonly #limited = new Map<FlowHarm, number>()
  #harms: readonly FeltHarm[] = []
  #delayedBytes = 0
  #callOff: (() => void) | undefined
  #isHeld = false
  #isClogged = false
  /** Ended by a harm: what still comes is not passed on. */
  #isDeaf = false
  #lastDueUs = 0

  constructor(from: Socket, to: Socket, clock: Clock, reset: () => void) {
    this.#from = from
    this.#to = to
    this.#clock = clock
    this.#reset = reset
    from.on('data', (chunk: Buffer) => this.#take(chunk))
    from.on('end', () => this.#takeEnd())
    to.on('drain', () => {
      this.#isClogged = false
      this.#readOrPause()
    })
    // A socket that comes paused, with its first bytes put back, starts here.
    this.#readOrPause()
  }

  hold(isHeld: boolean): void {
    if (this.#isHeld === isHeld) return
    this.#isHeld = isHeld
    this.#readOrPause()
    if (!isHeld) this.#release()
  }

  /** What is read from now on passes as these have it; without any, at once. */
  suffer(harms: readonly FeltHarm[]): void {
    this.#harms = harms
    const isEnded = harms.some(({ harm }) => harm.ends === true || harm.limit !== undefined)
    // Its ends no longer agree on what was said: they learn it as soon as the harm is gone.
    if (this.#isDeaf && !isEnded) this.#reset()
    for (const { harm, felt } of harms) {
      if (harm.ends !== true || this.#isDeaf) continue
      felt()
      this.#queue('end', 0)
      this.#isDeaf = true
    }
  }

  /** Forgets what is still on its way. */
  stop(): void {
    this.#callOff?.()
    this.#callOff = undefined
    this.#delayed.length = 0
    this.#delayedBytes = 0
  }

  #take(chunk: Buffer): void {
    if (this.#harms.length === 0 && !this.#isHeld && this.#delayed.length === 0) {
      if (!this.#isDeaf) this.#pass(chunk)
      return
    }
    if (this.#isDeaf) return
    const { passed, endsBy } = this.#withinLimits(chunk)
    const delayMs = this.#delayMs()
    const { bytes: pieceBytes, msPerByte, gapMs } = this.#pieces()
    for (let at = 0; at < passed.length; at += pieceBytes) {
      const piece = passed.subarray(at, at + pieceBytes)
      this.#queue(piece, delayMs, piece.length * msPerByte + (at === 0 ? 0 : gapMs))
    }
    if (endsBy !== undefined) {
      if (endsBy !== 'silence') this.#queue(endsBy === 'fin' ? 'end' : 'reset', delayMs)
      this.#isDeaf = true
    }
    this.#readOrPause()
    this.#release()
  }

  #takeEnd(): void {
    if (this.#isDeaf) return
    let delayMs = this.#delayMs()
    for (const { harm, felt } of this.#harms) {
      if (harm.endDelayMs === undefined) continue
      felt()
      delayMs += harm.endDelayMs
    }
    this.#queue('end', delayMs)
  }

  #delayMs(): number {
    let sumMs = 0
    for (const { harm, felt } of this.#harms) {
      const delayMs = harm.delayMs?.() ?? 0
      if (delayMs > 0) felt()
      sumMs += delayMs
    }
    return sumMs
  }

  /** What of the chunk still passes, and what happens behind it where a limit is reached. */
  #withinLimits(chunk: Buffer) {
    for (const { harm, felt } of this.#harms) {
      if (harm.limit === undefined) continue
      const before = this.#limited.get(harm) ?? 0
      this.#limited.set(harm, before + chunk.length)
      if (before + chunk.length < harm.limit.bytes) continue
      felt()
      return { passed: chunk.subarray(0, harm.limit.bytes - before), endsBy: harm.limit.endsBy }
    }
    return { passed: chunk, endsBy: undefined }
  }

  /** The narrowest of all harms counts. */
  #pieces() {
    let [bytes, msPerByte, gapMs] = [Number.POSITIVE_INFINITY, 0, 0]
    for (const { harm, felt } of this.#harms) {
      if (harm.bytesPerS !== undefined) {
        felt()
        msPerByte = Math.max(msPerByte, 1_000 / harm.bytesPerS)
        bytes = Math.min(bytes, Math.max(1, Math.floor((harm.bytesPerS * pieceMs) / 1_000)))
      }
      if (harm.slice !== undefined) {
        felt()
        bytes = Math.min(bytes, harm.slice.bytes)
        gapMs = Math.max(gapMs, harm.slice.gapMs)
      }
    }
    return { bytes, msPerByte, gapMs }
  }

  /** Never before what was read earlier: jitter must not reorder a stream. */
  #queue(passing: Passing, delayMs: number, takesMs = 0): void {
    const earliestUs = this.#clock.nowUs() + delayMs * 1_000
    this.#lastDueUs = Math.max(this.#lastDueUs, earliestUs) + takesMs * 1_000
    this.#delayed.push({ dueUs: this.#lastDueUs, passing })
    this.#delayedBytes += lengthOf(passing)
    this.#release()
  }

  #release(): void {
    this.#callOff?.()
    this.#callOff = undefined
    while (!this.#isHeld) {
      const next = this.#delayed[0]
      if (next === undefined) break
      const leftUs = next.dueUs - this.#clock.nowUs()
      if (leftUs > 0) {
        // Timers count whole milliseconds: rounded up, a chunk is never early.
        this.#callOff = this.#clock.after(Math.ceil(leftUs / 1_000), () => this.#release())
        break
      }
      this.#delayed.shift()
      this.#delayedBytes -= lengthOf(next.passing)
      this.#pass(next.passing)
    }
    this.#readOrPause()
  }

  #pass(passing: Passing): void {
    if (passing === 'reset') {
      this.#reset()
      return
    }
    // A destroyed socket is not writable either.
    if (!this.#to.writable) return
    if (passing === 'end') {
      this.#to.end()
    } else if (!this.#to.write(passing)) {
      this.#isClogged = true
      this.#readOrPause()
    }
  }

  #readOrPause(): void {
    if (this.#isHeld || this.#isClogged || this.#delayedBytes > delayedBytesMax) {
      this.#from.pause()
    } else if (this.#from.isPaused()) {
      this.#from.resume()
    }
  }
}

function lengthOf(passing: Passing): number {
  return typeof passing === 'string' ? 0 : passing.length
}
