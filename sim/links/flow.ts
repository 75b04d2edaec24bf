import type { Socket } from 'node:net'
import type { Clock } from '../clock.ts'

/** Chunks that wait for their time; past this many bytes the source is not read on. */
const delayedBytesMax = 1 << 20

type Delayed = { readonly dueUs: number; readonly chunk: Buffer | undefined }

/**
 * One direction of one connection: what `from` says goes to `to`, its end as an end, not faster
 * than `to` takes it. It can be held (nothing passes, nothing is read) and delayed.
 */
export class Flow {
  readonly #from: Socket
  readonly #to: Socket
  readonly #clock: Clock
  readonly #delayed: Delayed[] = []
  #delayedBytes = 0
  #callOff: (() => void) | undefined
  #isHeld = false
  #isClogged = false
  #lastDueUs = 0
  /** How long a chunk that is read now takes; undefined when it goes on at once. */
  delayMs: (() => number) | undefined

  constructor(from: Socket, to: Socket, clock: Clock) {
    this.#from = from
    this.#to = to
    this.#clock = clock
    from.on('data', (chunk: Buffer) => this.#take(chunk))
    from.on('end', () => this.#take(undefined))
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

  /** Forgets what is still on its way. */
  stop(): void {
    this.#callOff?.()
    this.#callOff = undefined
    this.#delayed.length = 0
    this.#delayedBytes = 0
  }

  /** An undefined chunk is the end. */
  #take(chunk: Buffer | undefined): void {
    const delayMs = this.delayMs?.() ?? 0
    if (delayMs === 0 && !this.#isHeld && this.#delayed.length === 0) {
      this.#pass(chunk)
      return
    }
    // Never before what was read earlier: jitter must not reorder a stream.
    this.#lastDueUs = Math.max(this.#lastDueUs, this.#clock.nowUs() + delayMs * 1_000)
    this.#delayed.push({ dueUs: this.#lastDueUs, chunk })
    this.#delayedBytes += chunk?.length ?? 0
    this.#readOrPause()
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
      this.#delayedBytes -= next.chunk?.length ?? 0
      this.#pass(next.chunk)
    }
    this.#readOrPause()
  }

  #pass(chunk: Buffer | undefined): void {
    if (this.#to.destroyed || !this.#to.writable) return
    if (chunk === undefined) {
      this.#to.end()
    } else if (!this.#to.write(chunk)) {
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
