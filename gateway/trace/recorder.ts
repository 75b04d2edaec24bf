import type { Clock } from '../clock.ts'
import type { Exchange, GatewayResponse } from '../pipeline/exchange.ts'
import type { Place, Stop } from '../policy/define-policy.ts'
import { type Draft, draftOf, failedWith } from './draft.ts'
import { type Mask, maskOf } from './mask.ts'
import { maskedChange, maskedStep, noteSecrets } from './masked.ts'
import { changesBetween, type Snapshot, snapshotOf } from './snapshot.ts'
import type { Change, RequestTrace, TraceHeader } from './trace.ts'

/** Which policy runs, and what a trace says of it beyond its place. */
export type StepSite = {
  readonly place: Place
  readonly owner: string
  readonly document: string
}

export type RecorderOptions = {
  readonly clock: Clock
  readonly receivedAtUs: number
  /** Values of secret named values. */
  readonly secrets: readonly string[]
}

/** A loop of policies must not fill the memory. */
const stepsMax = 2_000
const messagesMax = 1_000

/**
 * Writes down one request, from its first policy to its response. Between any two moments at which
 * a policy begins or ends, what changed is put down to the innermost one that runs; of policies
 * that `wait` runs at the same time, to the one that ended or began there.
 */
export class Recorder {
  readonly #options: RecorderOptions
  readonly #drafts: Draft[] = []
  /** Begun and not ended, innermost last. */
  readonly #open: Draft[] = []
  /** Whose code is on the stack at this moment, innermost last. */
  readonly #onStack: Draft[] = []
  #messageCount = 0
  #seen: Snapshot | undefined
  #mask: Mask | undefined
  /** As it arrived; policies change it. */
  #request: RequestTrace['request'] | undefined

  constructor(options: RecorderOptions) {
    this.#options = options
  }

  /** Before anything runs; `refused` is why nothing but `on-error` will. */
  start(exchange: Exchange, refused: Stop | undefined): void {
    this.#mask = maskOf(exchange, this.#options.secrets)
    this.#request = requestOf(exchange, this.#mask)
    this.#seen = snapshotOf(exchange)
    if (refused?.stop !== 'fail') return
    const place = refused.place ?? builtIn('pipeline')
    const draft = this.#draft({ place, owner: '', document: '' })
    failedWith(draft, refused)
  }

  begin(site: StepSite, exchange: Exchange): Draft {
    this.#lookBetween(exchange)
    const draft = this.#draft(site)
    this.#open.push(draft)
    this.#onStack.push(draft)
    return draft
  }

  /** Its call has returned; it may still wait for something. */
  returned(draft: Draft): void {
    remove(this.#onStack, draft)
  }

  ended(draft: Draft, exchange: Exchange, stop: Stop | undefined): void {
    this.#close(draft, exchange)
    if (stop?.stop === 'fail') failedWith(draft, stop)
    else draft.outcome = stop === undefined ? 'went-on' : outcomes[stop.stop]
  }

  threw(draft: Draft, exchange: Exchange, error: unknown): void {
    this.#close(draft, exchange)
    const message = error instanceof Error ? error.message : String(error)
    failedWith(draft, { status: 500, reason: 'ExpressionValueEvaluationFailure', message })
  }

  /** What a policy or an expression writes into the trace. */
  readonly say = (source: string, text: string): void => {
    this.#messageCount += 1
    if (this.#messageCount > messagesMax) return
    // A policy that has waited is no longer on the stack; the innermost open one is it then.
    const draft = this.#onStack.at(-1) ?? this.#open.at(-1) ?? this.#drafts.at(-1)
    draft?.messages.push({ atUs: this.#sinceArrivalUs(), source, text })
  }

  /** A text of this request with its secrets hidden, however long. */
  hidden(text: string): string {
    return this.#mask?.hidden(text) ?? text
  }

  /** The whole of it, once the response is known. */
  finish(exchange: Exchange, response: GatewayResponse, revision: number): RequestTrace {
    const mask = this.#mask ?? maskOf(exchange, this.#options.secrets)
    const beforeSend = this.#look(exchange)
    const { api, operation, product, subscription, lastError, attribution } = exchange
    return {
      traceId: exchange.id,
      receivedAt: new Date(exchange.unixMs() - exchange.elapsedMs()).toISOString(),
      revision,
      request: this.#request ?? requestOf(exchange, mask),
      matched: {
        api: api?.id ?? '',
        operation: operation?.id ?? '',
        product: product?.id ?? '',
        subscription: subscription?.id ?? '',
      },
      steps: this.#drafts.map((draft) => maskedStep(draft, mask)),
      beforeSend: beforeSend.map((change) => maskedChange(change, mask)),
      response: {
        status: response.status,
        reason: mask.text(response.reason),
        headers: [...response.headers.entries()].map(headerWith(mask)),
        madeBy: { ...attribution },
      },
      ...(lastError && { lastError: { ...lastError, message: mask.text(lastError.message) } }),
      durationUs: this.#sinceArrivalUs(),
    }
  }

  #close(draft: Draft, exchange: Exchange): void {
    draft.changes.push(...this.#look(exchange))
    remove(this.#onStack, draft)
    remove(this.#open, draft)
    draft.durationUs = this.#sinceArrivalUs() - draft.startUs
  }

  /** What changed since it was last looked at. */
  #look(exchange: Exchange): readonly Change[] {
    const before = this.#seen
    const now = snapshotOf(exchange)
    this.#seen = now
    const changes = before === undefined ? [] : changesBetween(before, now)
    if (this.#mask !== undefined) noteSecrets(changes, this.#mask)
    return changes
  }

  /** The pipeline itself has changed something: it made the response of an error. */
  pipelineChanged(exchange: Exchange): void {
    this.#lookBetween(exchange)
  }

  /** What a policy did before the next one inside it, or the pipeline between two. */
  #lookBetween(exchange: Exchange): void {
    const changes = this.#look(exchange)
    if (changes.length === 0) return
    const draft =
      this.#open.at(-1) ?? this.#draft({ place: builtIn('pipeline'), owner: '', document: '' })
    draft.changes.push(...changes)
    if (draft.outcome === 'unfinished' && this.#open.length === 0) draft.outcome = 'went-on'
  }

  #draft(site: StepSite): Draft {
    const draft = draftOf(site, this.#sinceArrivalUs())
    if (this.#drafts.length < stepsMax) this.#drafts.push(draft)
    return draft
  }

  #sinceArrivalUs(): number {
    return Math.round(this.#options.clock.nowUs() - this.#options.receivedAtUs)
  }
}

const outcomes = { respond: 'responded', cached: 'answered-from-cache' } as const

function builtIn(policy: string): Place {
  return { policy, policyId: '', scope: '', section: '', path: '' }
}

function remove(from: Draft[], draft: Draft): void {
  const at = from.lastIndexOf(draft)
  if (at >= 0) from.splice(at, 1)
}

function requestOf({ request }: Exchange, mask: Mask): RequestTrace['request'] {
  const { scheme, host, port, path, rawQuery = '' } = request.originalUrl
  const usual = scheme === 'https' ? 443 : 80
  const authority = port === usual ? host : `${host}:${port}`
  const query = rawQuery === '' ? '' : `?${rawQuery}`
  return {
    method: request.method,
    url: mask.text(`${scheme}://${authority}${path}${query}`),
    headers: [...request.headers.entries()].map(headerWith(mask)),
  }
}

function headerWith(mask: Mask) {
  return ([name, values]: readonly [string, readonly string[]]): TraceHeader => ({
    name,
    value: mask.header(name, values.join(', ')),
  })
}
