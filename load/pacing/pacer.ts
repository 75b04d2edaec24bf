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
 * The system takes half of this to wake a thread that naps, and a rehearsal the other half, so the last nap
 * ends so much before it is due: but no more than this share of the time between two arrivals.
 */
const awakeBeforeMs = 0.12
const awakeShareMax = 0.03
/** A rehearsal that began less than that before an arrival would make it late. */
const rehearsalMs = 0.04
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
  /**
   * The arrival with this index is next, and the thread had nothing to fire for so long that caches have
   * forgotten what that takes. Whoever runs through it now, without effect, is faster when it is due.
   */
  rehearse?(index: number): void
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
    const { clock, tend } = this.#options
    const awaited = tend(this.#fireDue())
    const isOver = this.#next >= this.#end
    if (isOver && awaited === 'nothing') return 'end'
    const untilDueMs = isOver ? Number.POSITIVE_INFINITY : (this.#nextAtUs - clock()) / 1_000
    if (untilDueMs > sleepTakesMaxMs && awaited !== 'work') return 'sleep'
    const awakeMs = this.#awakeMs()
    const isLastNap = untilDueMs <= Math.max(lastNapMaxMs, napMaxMs + awakeMs)
    const napMs = isLastNap ? untilDueMs - awakeMs : napMaxMs
    if (napMs > napMinMs) Atomics.wait(this.#nap, 0, 0, napMs)
    else if (awakeMs === awakeBeforeMs && untilDueMs > rehearsalMs) this.#fireRehearsed()
    return 'turn'
  }

  get #nextAtUs(): number {
    const { startAtUs, arrivalsUs } = this.#options
    return startAtUs + (arrivalsUs[this.#next] ?? 0)
  }

  /** The time when it is done. */
  #fireDue(): number {
    const { clock, fire } = this.#options
    const firstOfTurn = this.#next
    let nowUs = clock()
    while (this.#next < this.#end && this.#next - firstOfTurn < firedPerTurnMax) {
      const intendedAtUs = this.#nextAtUs
      if (intendedAtUs > nowUs) break
      this.#latenessUs.record(nowUs - intendedAtUs)
      fire(this.#next, intendedAtUs)
      this.#next += 1
      nowUs = clock()
    }
    return nowUs
  }

  /** Without the event loop in between: a collection of garbage begins there, when it is wanted. */
  #fireRehearsed(): void {
    const { clock, rehearse } = this.#options
    rehearse?.(this.#next)
    const dueUs = this.#nextAtUs
    while (clock() < dueUs);
    this.#fireDue()
  }

  /** How long before the next arrival the last nap is to end. */
  #awakeMs(): number {
    const { startAtUs, arrivalsUs } = this.#options
    const gapUs = this.#nextAtUs - startAtUs - (arrivalsUs[this.#next - 1] ?? 0)
    return Math.min(awakeBeforeMs, (awakeShareMax * gapUs) / 1_000)
  }
}
