import type { ClockUs } from '../../ledger/clock.ts'
import { Histogram } from '../../ledger/histogram.ts'

/** A nap of the thread: answers that come meanwhile are stamped late by no more. */
const napMaxMs = 0.1
/** One that ends with the next arrival: at thousands a second each nap less is a sixth of the cost. */
const lastNapMaxMs = 0.2
/** A timer of the event loop ends within two milliseconds of this; naps take over before that. */
const sleepMs = 1
const sleepTakesMaxMs = 2.3
/** Shorter ones take more time than they pass. */
const napMinMs = 0.005
/**
 * The system takes this long to wake a thread that naps, so the last nap ends so much before it is due,
 * and the loop turns for the rest: but for no more than this share of the time between two arrivals.
 */
const awakeBeforeMs = 0.06
const awakeShareMax = 0.03
/**
 * Arrivals fired before the event loop turns, however many are due: at a rate beyond the machine
 * there would be no end of them, and no answer would ever be read.
 */
const firedPerTurnMax = 64

/**
 * `answers` wake the thread when it sleeps in the event loop; `work` of the owner's own may be due
 * at any moment, and is only seen when it is tended.
 */
export type Awaited = 'nothing' | 'answers' | 'work'

export type PacerOptions = {
  readonly clock: ClockUs
  readonly startAtUs: number
  /** After the start, ascending. */
  readonly arrivalsUs: Float64Array
  /** An arrival whose time has come; `index` counts from 0 without a gap. */
  fire(index: number, intendedAtUs: number): void
  /** Called every turn; says what there is to wait for beside arrivals. */
  tend(nowUs: number): Awaited
}

export type PacerResult = {
  /** How many arrivals were fired: all, unless it was stopped. */
  readonly fired: number
  /** How much later than intended they were fired, in microseconds. */
  readonly latenessUs: Histogram
}

/**
 * Fires arrivals at their times. It never skips one and never waits for the system: behind time,
 * it fires what is due without a pause. Far from the next arrival it sleeps in the event loop, where an
 * answer wakes it. Close to it, it turns the loop by setImmediate and naps for a fifth of a millisecond
 * at most, which is finer than timers and cheaper than spinning.
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
          const next = this.#turn()
          if (next === 'turn') setImmediate(turn)
          else if (next === 'sleep') setTimeout(turn, sleepMs)
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

  #turn(): 'turn' | 'sleep' | 'end' {
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
    const awaited = tend(nowUs)
    const isOver = this.#next >= this.#end
    if (isOver && awaited === 'nothing') return 'end'
    const untilDueMs = isOver
      ? Number.POSITIVE_INFINITY
      : (startAtUs + (arrivalsUs[this.#next] ?? 0) - clock()) / 1_000
    if (untilDueMs > sleepTakesMaxMs && awaited !== 'work') return 'sleep'
    const napMs = untilDueMs <= lastNapMaxMs ? untilDueMs - this.#awakeMs() : napMaxMs
    if (napMs > napMinMs) Atomics.wait(this.#nap, 0, 0, napMs)
    return 'turn'
  }
  /** How long before the next arrival the last nap is to end. */
  #awakeMs(): number {
    const { arrivalsUs } = this.#options
    const gapUs = (arrivalsUs[this.#next] ?? 0) - (arrivalsUs[this.#next - 1] ?? 0)
    return Math.min(awakeBeforeMs, (awakeShareMax * gapUs) / 1_000)
  }
}
