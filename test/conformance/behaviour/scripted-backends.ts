import { AsyncLocalStorage } from 'node:async_hooks'
import { Readable } from 'node:stream'
import { type Dispatcher, Pool } from 'undici'
import type { BaseUrl } from '../../../gateway/backends/call.ts'
import { BackendPools } from '../../../gateway/backends/pools.ts'
import type { ScriptedAnswer } from './format.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** What a backend was called with. */
export type SeenCall = {
  readonly method: string
  readonly url: string
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
  readonly atMs: number
}

export type ScriptedBackends = {
  readonly pools: BackendPools
  /** The calls that are made while `work` runs, and because of it. */
  watch<Result>(work: () => Promise<Result>): {
    readonly result: Promise<Result>
    readonly calls: SeenCall[]
  }
}

type Answers = Readonly<Record<string, readonly ScriptedAnswer[]>>

/** Backends that say what a script has them say, below everything that the gateway does itself. */
export function scriptedBackends(answers: Answers, clock: VirtualClock): ScriptedBackends {
  const watched = new AsyncLocalStorage<SeenCall[]>()
  const pools = new ScriptedPools(answers, clock, (call) => watched.getStore()?.push(call))
  return {
    pools,
    watch(work) {
      const calls: SeenCall[] = []
      return { result: watched.run(calls, work), calls }
    },
  }
}

class ScriptedPools extends BackendPools {
  readonly #poolOf: (url: BaseUrl) => Pool | undefined

  constructor(answers: Answers, clock: VirtualClock, saw: (call: SeenCall) => void) {
    super({ clock, hosts: undefined, connectTimeoutMs: 21_000 })
    const counts = new Map<string, number>()
    this.#poolOf = ({ scheme, host, hostname }) => {
      const script = answers[hostname]
      if (script === undefined) return undefined
      const nextAnswer = () => {
        const count = counts.get(hostname) ?? 0
        counts.set(hostname, count + 1)
        return script[Math.min(count, script.length - 1)]
      }
      return new ScriptedPool(`${scheme}//${host}`, nextAnswer, clock, saw)
    }
  }

  override wireTo(url: BaseUrl): Pool | undefined {
    return this.#poolOf(url)
  }

  override poolOf(url: BaseUrl): Pool | undefined {
    return this.#poolOf(url)
  }
}

class ScriptedPool extends Pool {
  readonly #origin: string
  readonly #nextAnswer: () => ScriptedAnswer | undefined
  readonly #clock: VirtualClock
  readonly #saw: (call: SeenCall) => void

  constructor(
    origin: string,
    nextAnswer: () => ScriptedAnswer | undefined,
    clock: VirtualClock,
    saw: (call: SeenCall) => void,
  ) {
    super(origin)
    this.#origin = origin
    this.#nextAnswer = nextAnswer
    this.#clock = clock
    this.#saw = saw
  }

  override dispatch(
    options: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ): boolean {
    void this.#answer(options, handler)
    return true
  }

  async #answer(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler) {
    const answer = this.#nextAnswer()
    const clock = this.#clock
    const controller = controllerOf(handler)
    handler.onRequestStart?.(controller, {})
    if (controller.aborted) return
    this.#saw({
      method: options.method,
      url: `${this.#origin}${options.path}`,
      headers: headersOf(options.headers),
      body: await textOf(options.body),
      atMs: clock.nowMs(),
    })
    if (answer === undefined || answer.failure === 'silence') return
    clock.after(answer.afterMs, () => {
      if (controller.aborted) return
      if (answer.failure !== undefined) {
        const code = answer.failure === 'refused' ? 'ECONNREFUSED' : 'ECONNRESET'
        handler.onResponseError?.(controller, Object.assign(new Error(code), { code }))
        return
      }
      controller.rawHeaders = rawHeadersOf(answer)
      handler.onResponseStarted?.()
      handler.onResponseStart?.(controller, answer.status, {}, answer.reason ?? '')
      clock.after(answer.bodyAfterMs, () => {
        if (controller.aborted) return
        if (answer.body !== '') handler.onResponseData?.(controller, Buffer.from(answer.body))
        handler.onResponseEnd?.(controller, {})
      })
    })
  }
}

function controllerOf(handler: Dispatcher.DispatchHandler): Dispatcher.DispatchController {
  let reason: Error | null = null
  const controller: Dispatcher.DispatchController = {
    get aborted() {
      return reason !== null
    },
    get reason() {
      return reason
    },
    paused: false,
    rawHeaders: [],
    rawTrailers: [],
    abort(error) {
      if (reason !== null) return
      reason = error
      handler.onResponseError?.(controller, error)
    },
    pause: () => undefined,
    resume: () => undefined,
  }
  return controller
}

function rawHeadersOf({ headers, body }: ScriptedAnswer): Buffer[] {
  const named = Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().flatMap((value) => [name, value]),
  )
  return [...named, 'Content-Length', String(Buffer.byteLength(body))].map((text) =>
    Buffer.from(text, 'latin1'),
  )
}

/** Values of one name are put on one line, as a reader of the expectation would. */
function headersOf(headers: Dispatcher.DispatchOptions['headers']): ReadonlyMap<string, string> {
  const seen = new Map<string, string>()
  const list = Array.isArray(headers) ? headers : Object.entries(headers ?? {}).flat()
  for (let index = 0; index + 1 < list.length; index += 2) {
    const name = String(list[index]).toLowerCase()
    const before = seen.get(name)
    const value = String(list[index + 1])
    seen.set(name, before === undefined ? value : `${before}, ${value}`)
  }
  return seen
}

async function textOf(body: Dispatcher.DispatchOptions['body']): Promise<string> {
  if (body instanceof Readable) return Buffer.concat(await body.toArray()).toString()
  return body === null || body === undefined ? '' : String(body)
}
