import type { ClockUs } from '../../ledger/clock.ts'
import { Histogram } from '../../ledger/histogram.ts'

/** Longest nap of the thread: answers that come meanwhile are stamped late by no more. */
const napMaxMs = 0.1
/** The same while no answer is awaited; only timers and the parent's commands are kept waiting. */
const idleNapMaxMs = 0.5
/** Shorter ones take more time than they pass. */
const napMinMs = 0.005
/**
 * Arrivals fired before the event loop turns, however many are due: at a rate beyond the machine
 * there would be no end of them, and no answer would ever be read.
 */
const firedPerTurnMax = 64

export type PacerOptions = {
  readonly clock: ClockUs
  readonly startAtUs: number
  /** After the start, ascending. */
  readonly arrivalsUs: Float64Array
  /** An arrival whose time has come; `index` counts from 0 without a gap. */
  fire(index: number, intendedAtUs: number): void
  /** Called every turn; false once nothing is left to wait for. */
  tend(nowUs: number): boolean
}

export type PacerResult = {
  /** How many arrivals were fired: all, unless it was stopped. */
  readonly fired: number
  /** How much later than intended they were fired, in microseconds. */
  readonly latenessUs: Histogram
}

/**
 * Fires arrivals at their times. It never skips one and never waits for the system: behind time,
 * it fires what is due without a pause. Between arrivals it turns the event loop by setImmediate and naps
 * for a tenth of a millisecond, which is finer than timers and cheaper than spinning.
 */
export class Pacer {
  readonly #options: PacerOptions
  readonly #nap = new Int32Array(new SharedArrayBuffer(4))
  readonly #latenessUs = new Histogram()
  #next = 0
  #end: number

  constructor(options: PacerOptions) {
    this.#options = options
    this.#end = options.arrivalsUs.length
  }

  /** Resolves when every arrival was fired and `tend` has nothing left. */
  run(): Promise<PacerResult> {
    return new Promise((resolve, reject) => {
      const turn = () => {
        try {
          if (this.#turn()) setImmediate(turn)
          else resolve({ fired: this.#next, latenessUs: this.#latenessUs })
        } catch (error) {
          reject(error)
        }
      }
      turn()
    })
  }

  /** What is not fired yet never will be. */
  stop(): void {
    this.#end = this.#next
  }

  #turn(): boolean {
    const { clock, startAtUs, arrivalsUs, fire, tend } = this.#options
    const firstOfTurn = this.#next
    let nowUs = clock()
    while (this.#next < this.#end && this.#next - firstOfTurn < firedPerTurnMax) {
      const intendedAtUs = startAtUs + (arrivalsUs[this.#next] ?? 0)
      if (intendedAtUs > nowUs) break
      this.#latenessUs.record(nowUs - intendedAtUs)
      fire(this.#next, intendedAtUs)
      this.#next += 1
      nowUs = clock()
    }
    const isBusy = tend(nowUs)
    const isOver = this.#next >= this.#end
    if (isOver && !isBusy) return false
    // undici writes on a used connection only after a turn of the loop: a nap would hold it back.
    if (this.#next > firstOfTurn) return true
    const untilDueMs = isOver
      ? napMaxMs
      : (startAtUs + (arrivalsUs[this.#next] ?? 0) - clock()) / 1_000
    const napMs = Math.min(isBusy ? napMaxMs : idleNapMaxMs, untilDueMs)
    if (napMs > napMinMs) Atomics.wait(this.#nap, 0, 0, napMs)
    return true
  }
}
