type Waiting = {
  readonly dueMs: number
  readonly call: () => void
  /** Neighbours in the order of becoming due; its own when it waits no more. */
  before: Waiting | undefined
  next: Waiting | undefined
}

/**
 * Calls after a time, made for calls that are nearly always called off, as the timeouts of
 * requests are: those of one length become due in the order they began, so that one timer of
 * Node's serves all of them, and beginning or calling off one is a few writes. Never early.
 */
export function newTimers(nowMs: () => number): (delayMs: number, call: () => void) => () => void {
  const lines = new Map<number, Line>()
  const lineOf = (delayMs: number) => {
    const line = new Line(delayMs, nowMs, () => {
      if (lines.size > linesKept) lines.delete(delayMs)
    })
    lines.set(delayMs, line)
    return line
  }
  return (delayMs, call) => (lines.get(delayMs) ?? lineOf(delayMs)).begin(call)
}

/** Empty lines are kept up to here: most lengths are those of policies, others are drawn anew. */
const linesKept = 64

/** Those that wait for the same length of time. */
class Line {
  readonly #delayMs: number
  readonly #nowMs: () => number
  readonly #onEmpty: () => void
  #first: Waiting | undefined
  #last: Waiting | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(delayMs: number, nowMs: () => number, onEmpty: () => void) {
    this.#delayMs = delayMs
    this.#nowMs = nowMs
    this.#onEmpty = onEmpty
  }

  begin(call: () => void): () => void {
    const dueMs = this.#nowMs() + this.#delayMs
    const waiting: Waiting = { dueMs, call, before: this.#last, next: undefined }
    if (this.#last === undefined) this.#first = waiting
    else this.#last.next = waiting
    this.#last = waiting
    this.#timer ??= setTimeout(this.#callDue, Math.ceil(this.#delayMs))
    return () => this.#callOff(waiting)
  }

  #callOff(waiting: Waiting): void {
    if (!this.#take(waiting) || this.#first !== undefined) return
    // A timer that waits for nobody would keep the process.
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#onEmpty()
  }

  /** False when it was called or called off before. */
  #take(waiting: Waiting): boolean {
    const { before, next } = waiting
    if (before === waiting) return false
    if (before === undefined) this.#first = next
    else before.next = next
    if (next === undefined) this.#last = before
    else next.before = before
    waiting.before = waiting
    return true
  }

  readonly #callDue = () => {
    this.#timer = undefined
    const nowMs = this.#nowMs()
    while (this.#first !== undefined && this.#first.dueMs <= nowMs) {
      const due = this.#first
      this.#take(due)
      due.call()
    }
    if (this.#first === undefined) this.#onEmpty()
    // Timers count whole milliseconds: rounded up, none is early.
    else this.#timer ??= setTimeout(this.#callDue, Math.ceil(this.#first.dueMs - nowMs))
  }
}
