import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { NoticeEvent } from '../../ledger/child.ts'
import type { Clock } from '../clock.ts'
import { Child } from './child.ts'
import { identityOf } from './process-identity.ts'
import { Turns } from './turns.ts'

/** Where in the world a process stands, for its events. */
export type Place = {
  readonly instance?: string
  readonly zone?: string
  readonly region?: string
}

export type ToStart = {
  readonly name: string
  readonly main: string
  readonly launch: unknown
  readonly place?: Place
  /** Without it the run cannot go on: an exit of its own ends the run. */
  readonly isVital: boolean
  /** It measures the world, and goes before it when the machine is busy. */
  readonly isObserver?: boolean
  onEvent?(event: NoticeEvent): void
  onProgress?(progress: unknown): void
  /** Answers what it asks. */
  onAsk?(what: string, message: unknown): Promise<unknown>
}

export type ProcessesOptions = {
  readonly clock: Clock
  readonly logFolder: string
  /** Puts other programs in the place of the project's own; absent: none. */
  readonly mainOf?: ((main: string) => string) | undefined
  /** Hears of starts and exits, and of what the processes report themselves. */
  onEvent(source: string, event: NoticeEvent): void
  /** A vital process went by itself. */
  onLost(name: string): void
}

/** Node starts within a second; on a machine this slow nothing else would work either. */
const readyWithinMs = 30_000

/** About a third of the weight of a process that does not give way (Linux). */
const worldNiceness = 5

/**
 * Starts at a time on each processor: loading a program is all work, and twenty at once would each
 * take as long as all of them.
 */
const startsPerProcessor = 2

/** Starts the processes of a run, tells their starts and ends, and stops all that are left. */
export class Processes implements AsyncDisposable {
  readonly #options: ProcessesOptions
  readonly #running = new Set<Child>()
  readonly #starts = new Turns(startsPerProcessor * availableParallelism())
  #isOver = false

  constructor(options: ProcessesOptions) {
    this.#options = options
  }

  /** Resolves when it is ready; rejects with a GatedrillError that names it and its log. */
  async start(toStart: ToStart): Promise<Child> {
    const { name, main, launch, place = {}, isVital, onEvent, onProgress, onAsk } = toStart
    const { clock, logFolder, mainOf = (own) => own } = this.#options
    using _turn = await this.#starts.take()
    if (this.#isOver) throw new Error(`the run is over; ${name} is not started any more`)
    const say = (kind: NoticeEvent['kind'], detail?: unknown) =>
      this.#options.onEvent(name, { atUs: clock.nowUs(), kind, ...place, detail })
    const child = new Child({
      name,
      main: mainOf(main),
      launch,
      logPath: join(logFolder, `${name}.log`),
      readyWithinMs,
      niceness: toStart.isObserver === true ? 0 : worldNiceness,
      clock,
      onEvent: (event) => {
        this.#options.onEvent(name, event)
        onEvent?.(event)
      },
      ...(onProgress === undefined ? {} : { onProgress }),
      ...(onAsk === undefined ? {} : { onAsk }),
    })
    this.#running.add(child)
    say('process-started', { pid: child.pid, identity: identityOf(child.pid) })
    void child.exited.then((exit) => {
      this.#running.delete(child)
      say('process-exited', { ...exit, wasExpected: child.isEndExpected })
      if (isVital && !child.isEndExpected) this.#options.onLost(name)
    })
    await child.ready()
    say('process-ready')
    return child
  }

  /** That process; throws when it is not running. */
  running(name: string): Child {
    const child = this.#find(name)
    if (child === undefined) throw new Error(`the process ${name} is not running`)
    return child
  }

  isRunning(name: string): boolean {
    return this.#find(name) !== undefined
  }

  /** How many are alive. */
  get count(): number {
    return this.#running.size
  }

  get pids(): readonly number[] {
    return [...this.#running].map(({ pid }) => pid)
  }

  /** Stops these, side by side; those that are gone already cost nothing. */
  async stop(isChosen: (name: string) => boolean): Promise<void> {
    const chosen = [...this.#running].filter(({ name }) => isChosen(name))
    await Promise.all(chosen.map((child) => child.stop()))
  }

  #find(name: string): Child | undefined {
    return [...this.#running].find((child) => child.name === name && child.exit === undefined)
  }

  /** Stops all; from now on none is started. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true
    await this.stop(() => true)
  }
}
