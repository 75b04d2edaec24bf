import type { ClockUs } from '../../../ledger/clock.ts'
import type { Failure, Outcome } from '../../../ledger/records.ts'
import type { AnswerHead } from '../../../wire/answer-head.ts'
import { WireError } from '../../../wire/wire-error.ts'
import type { Session } from '../../sessions/session.ts'
import type { Connection, Sender } from './connection.ts'
import type { KeptAnswer } from './kept-answer.ts'
import { failureOf, outcomeOfFailure, outcomeOfStatus } from './outcome.ts'
import type { Pool, Waiter } from './pool.ts'

export type ExchangeRequest = {
  readonly requestId: number
  readonly population: string
  /** 1 for the first try. */
  readonly attempt: number
  readonly operation: string
  /** Of its first attempt. */
  readonly firstIntendedAtUs: number
  readonly intendedAtUs: number
  readonly firedAtUs: number
  readonly method: string
  readonly path: string
  /** Name, value, name, value, ... */
  readonly headers: string[]
  readonly body: string | undefined
  readonly okStatuses: readonly number[] | undefined
  /** Of a client that reads slowly: before the body and after each piece. */
  readonly readPauseMs: number | undefined
  /** Told of the answer, for whoever asks about it later. */
  readonly kept: KeptAnswer | undefined
  /** Whose step it is. */
  readonly session: Session | undefined
}

/** How it ended; instants are 0 when they never came. */
export type ExchangeEnd = {
  readonly dispatchedAtUs: number
  readonly connectedAtUs: number
  readonly firstByteAtUs: number
  readonly endedAtUs: number
  readonly status: number
  readonly outcome: Outcome
  readonly failure: Failure
  readonly connectionPort: number
  readonly reusedConnection: number
  readonly responseBytes: number
}

/** What it needs of its surroundings; one serves many. */
export type ExchangeContext = {
  readonly clock: ClockUs
  readonly deadlineUs: number
  readonly pool: Pool
  readonly answerBytesMax: number
  after(delayMs: number, call: () => void): void
  onEnd(request: ExchangeRequest, end: ExchangeEnd): void
}

/** One request on its way: waits for a connection, is sent, and ends exactly once. */
export class Exchange implements Waiter, Sender {
  readonly request: ExchangeRequest
  readonly #context: ExchangeContext
  #connection: Connection | undefined
  #dispatchedAtUs = 0
  #connectedAtUs = 0
  /** When its socket was last read: reading what the bytes say takes as long as sending a request. */
  #receivedAtUs = 0
  #firstByteAtUs = 0
  #status = 0
  #port = 0
  #isReused = false
  #wasSent = false
  #responseBytes = 0
  #isEnded = false

  constructor(request: ExchangeRequest, context: ExchangeContext) {
    this.request = request
    this.#context = context
    // Fired after its deadline: only a generator that cannot keep its rate does that.
    if (request.firedAtUs - request.intendedAtUs >= context.deadlineUs) {
      this.#end('not-sent', 'deadline')
    } else {
      context.pool.request(this)
    }
  }

  get isEnded(): boolean {
    return this.#isEnded
  }

  /** Its time is over (or the load is aborted): whoever waits for the answer has gone. */
  expire(why: 'deadline' | 'aborted'): void {
    if (this.#isEnded) return
    if (this.#connection === undefined) {
      this.#context.pool.withdraw(this)
      this.#end('not-sent', why === 'aborted' ? 'aborted' : 'no-connection')
      return
    }
    const late = this.#wasSent ? 'deadline' : 'connect-timeout'
    this.#end(outcomeOfFailure(this.#wasSent), why === 'aborted' ? 'aborted' : late)
    // Ends the connection too: what comes on it later belongs to nobody. One that does not stand yet
    // is left to come: the request is given up when it would begin.
    if (this.#wasSent) this.#connection?.abort()
  }

  take(connection: Connection): void {
    this.#connection = connection
    this.#dispatchedAtUs = this.#context.clock()
    connection.send(this.request, this)
  }

  begun(): boolean {
    const connection = this.#connection
    if (connection === undefined || this.#isEnded) {
      this.#releaseLater()
      return false
    }
    this.#wasSent = true
    this.#port = connection.port
    this.#isReused = connection.isUsed
    // A new connection begins its first request as soon as it stands.
    if (!this.#isReused) this.#connectedAtUs = this.#context.clock()
    return true
  }

  received(): void {
    this.#receivedAtUs = this.#context.clock()
  }

  head({ status, headers }: AnswerHead): void {
    this.#firstByteAtUs = this.#receivedAtUs
    this.#status = status
    this.request.kept?.head(headers)
    if (this.request.readPauseMs !== undefined) this.#pause(this.request.readPauseMs)
  }

  data(piece: Buffer): void {
    this.#responseBytes += piece.length
    this.request.kept?.data(piece)
    if (this.#responseBytes > this.#context.answerBytesMax) {
      this.#end(outcomeOfFailure(true), 'too-long')
      this.#connection?.abort()
      return
    }
    if (this.request.readPauseMs !== undefined) this.#pause(this.request.readPauseMs)
  }

  ended(): void {
    const outcome = outcomeOfStatus(this.#status, this.request.okStatuses)
    this.#end(outcome, 'none', this.#receivedAtUs)
    this.#release()
  }

  failed(error: Error): void {
    const isRefused = error instanceof WireError && error.code === 'GATEDRILL_NOT_HTTP'
    const wasSent = this.#wasSent && !isRefused
    this.#end(outcomeOfFailure(wasSent), failureOf(error, wasSent))
    this.#releaseLater()
  }

  /** What fails at once would else nest as deep as there are requests that wait. */
  #releaseLater(): void {
    queueMicrotask(() => this.#release())
  }

  #pause(pauseMs: number): void {
    const connection = this.#connection
    connection?.pause()
    this.#context.after(pauseMs, () => {
      if (!this.#isEnded) connection?.resume()
    })
  }

  #end(outcome: Outcome, failure: Failure, endedAtUs = this.#context.clock()): void {
    if (this.#isEnded) return
    this.#isEnded = true
    this.#context.onEnd(this.request, {
      dispatchedAtUs: this.#dispatchedAtUs,
      connectedAtUs: this.#connectedAtUs,
      firstByteAtUs: this.#firstByteAtUs,
      endedAtUs,
      status: this.#status,
      outcome,
      failure,
      connectionPort: this.#port,
      reusedConnection: this.#isReused ? 1 : 0,
      responseBytes: this.#responseBytes,
    })
  }

  #release(): void {
    const connection = this.#connection
    if (connection === undefined) return
    this.#connection = undefined
    this.#context.pool.release(connection)
  }
}
