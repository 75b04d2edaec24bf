import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Writable } from 'node:stream'
import type { Notice, NoticeEvent } from '../../ledger/child.ts'
import { GatedrillError } from '../../ledger/errors.ts'
import { type Clock, within } from '../clock.ts'
import { worldErrorCodes } from '../errors.ts'
import { boundToParent } from './bound-to-parent.ts'
import { mainPathOf } from './main-path.ts'
import { noticeOf } from './notice.ts'

export type ChildOptions = {
  /** Unique in its world: `westeurope-2-u1-a`, `edge-westeurope`. */
  readonly name: string
  /** From the package's root, without its ending: `gateway/main`. */
  readonly main: string
  /** Its first line of standard input. */
  readonly launch: unknown
  /** What it writes to its standard error is appended there. */
  readonly logPath: string
  readonly readyWithinMs: number
  /** How much it gives way to others, 0 to 19; 0 unless said. */
  readonly niceness?: number
  readonly clock: Clock
  onEvent(event: NoticeEvent): void
  onProgress?(progress: unknown): void
  /** Answers what the process asks; absent: nothing is known here. */
  onAsk?(what: string, message: unknown): Promise<unknown>
}

export type Exit = { readonly code: number | undefined; readonly signal: string | undefined }

type Waiting = { resolve(result: unknown): void; reject(error: Error): void }

/** A command that is not answered within this time fails. */
const commandWithinMs = 15_000
/** From SIGTERM to SIGKILL. */
const termWithinMs = 2_000

/**
 * A process of the world and the pipe to it. Only `stop`, `kill` and its own wish end it, and the
 * end of this process, since the pipe closes then (`ledger/child.ts`).
 */
export class Child implements AsyncDisposable {
  readonly name: string
  /** Resolves when the process is gone, for whatever reason. */
  readonly exited: Promise<Exit>
  /** Resolves with what it says as `done`; rejects when it goes without. */
  readonly done: Promise<unknown>
  readonly #options: ChildOptions
  readonly #process: ChildProcess
  readonly #stdin: Writable
  readonly #replies = new Map<number, Waiting>()
  readonly #ready = Promise.withResolvers<Readonly<Record<string, number>>>()
  readonly #done = Promise.withResolvers<unknown>()
  #ports: Readonly<Record<string, number>> = {}
  #lastCommandId = 0
  #exit: Exit | undefined
  #isEndExpected = false

  /** Starts it; `ready` says when it serves. */
  constructor(options: ChildOptions) {
    this.name = options.name
    this.#options = options
    const log = openSync(options.logPath, 'a')
    const [program, words] = boundToParent(process.execPath, [
      ...heapFlags,
      mainPathOf(options.main),
    ])
    this.#process = spawn(program, words, {
      stdio: ['pipe', 'pipe', log],
      env: { ...process.env, NODE_COMPILE_CACHE: compileCacheFolder() },
    })
    this.#giveWay(options.niceness ?? 0)
    closeSync(log)
    this.done = this.#done.promise
    // Each may fail with nobody waiting; whoever waits still hears of it.
    this.done.catch(() => undefined)
    this.#ready.promise.catch(() => undefined)
    this.exited = new Promise((resolve) => {
      this.#process.once('error', (error) => resolve(this.#onExit(undefined, error.message)))
      this.#process.once('exit', (code, signal) =>
        resolve(this.#onExit(code ?? undefined, signal ?? undefined)),
      )
    })
    const { stdin, stdout } = this.#process
    assert(stdin !== null && stdout !== null)
    this.#stdin = stdin
    // A dead reader of our commands is seen as its exit.
    stdin.on('error', () => undefined)
    createInterface({ input: stdout }).on('line', (line) => this.#hear(line))
    this.#write(options.launch)
  }

  /** Resolves when it serves; one that does not in time is killed. A GatedrillError says why. */
  async ready(): Promise<void> {
    const { clock, readyWithinMs } = this.#options
    try {
      const ports = await within(clock, readyWithinMs, this.#ready.promise)
      if (ports === undefined) {
        throw this.#problem('is not ready', `it had ${readyWithinMs} ms to start`)
      }
      this.#ports = ports
    } catch (error) {
      await this.kill()
      throw error
    }
  }

  /** Starts it and waits until it serves. */
  static async start(options: ChildOptions): Promise<Child> {
    const child = new Child(options)
    await child.ready()
    return child
  }

  get pid(): number {
    return this.#process.pid ?? 0
  }

  /** The exit, once it is gone. */
  get exit(): Exit | undefined {
    return this.#exit
  }

  /** True after `stop` or `kill`: what follows is no accident. */
  get isEndExpected(): boolean {
    return this.#isEndExpected
  }

  /** The port it serves in that role. */
  portOf(role: string): number {
    const port = this.#ports[role]
    if (port === undefined) throw this.#problem(`has no port ${role}`, 'it did not say one')
    return port
  }

  /** Sends a command and waits for its reply; rejects when it fails, is late or cannot come. */
  async command(name: string, message: unknown): Promise<unknown> {
    if (this.#exit !== undefined) throw this.#gone(`cannot obey ${name}`)
    this.#lastCommandId += 1
    const id = this.#lastCommandId
    const reply = Promise.withResolvers<unknown>()
    this.#replies.set(id, reply)
    this.#write({ id, do: name, with: message })
    const answered = within(
      this.#options.clock,
      commandWithinMs,
      reply.promise.then((result) => ({ result })),
    )
    const answer = await answered.finally(() => this.#replies.delete(id))
    if (answer === undefined) throw new Error(`${this.name} did not answer ${name}`)
    return answer.result
  }

  /** SIGKILL; resolves when it is gone. */
  async kill(): Promise<Exit> {
    this.#isEndExpected = true
    this.#signal('SIGKILL')
    return this.exited
  }

  /** SIGTERM, and SIGKILL for one that does not go in time; a paused one is let go on first. */
  async stop(withinMs = termWithinMs): Promise<Exit> {
    this.#isEndExpected = true
    this.#signal('SIGTERM')
    this.#signal('SIGCONT')
    const exit = await within(this.#options.clock, withinMs, this.exited)
    return exit ?? this.kill()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  /**
   * On a busy machine the observer goes first: what it measures late it measures wrong. Within one
   * session only, which is why children do not get sessions of their own.
   */
  #giveWay(niceness: number): void {
    if (niceness === 0 || this.#process.pid === undefined) return
    try {
      setPriority(this.#process.pid, niceness)
    } catch {
      // Not allowed here, or gone already: it then runs as all others do.
    }
  }

  /** Only ever to our own child: its id is not given to another before its exit is seen here. */
  #signal(signal: 'SIGKILL' | 'SIGTERM' | 'SIGCONT'): void {
    if (this.#exit === undefined) this.#process.kill(signal)
  }

  #hear(line: string): void {
    const notice: Notice | undefined = noticeOf(line)
    if (notice?.say === 'ready') this.#ready.resolve(notice.ports)
    else if (notice?.say === 'failed') {
      this.#ready.reject(this.#problem('could not start', notice.problem))
      this.#done.reject(this.#problem('did not come to its end', notice.problem))
    } else if (notice?.say === 'event') this.#options.onEvent(notice.event)
    else if (notice?.say === 'ask') void this.#answer(notice)
    else if (notice?.say === 'progress') this.#options.onProgress?.(notice.progress)
    else if (notice?.say === 'done') this.#done.resolve(notice.result)
    else if (notice?.say === 'reply') {
      const waiting = this.#replies.get(notice.id)
      if (notice.error === undefined) waiting?.resolve(notice.result)
      else waiting?.reject(new Error(`${this.name}: ${notice.error}`))
    }
  }

  async #answer({ ask, what, with: message }: Extract<Notice, { say: 'ask' }>): Promise<void> {
    const { onAsk = () => Promise.reject(new Error(`nobody knows ${what}`)) } = this.#options
    const answer = await onAsk(what, message).then(
      (result) => ({ ask, result }),
      (error: unknown) => ({ ask, error: String(error) }),
    )
    // Of no command that waits for a reply.
    if (this.#exit === undefined) this.#write({ id: 0, do: 'answer', with: answer })
  }

  #onExit(code: number | undefined, signal: string | undefined): Exit {
    const exit = { code, signal }
    this.#exit = exit
    const gone = this.#gone(`went (${signal ?? `code ${code}`})`)
    this.#ready.reject(gone)
    this.#done.reject(gone)
    for (const waiting of this.#replies.values()) waiting.reject(gone)
    return exit
  }

  #write(message: unknown): void {
    this.#stdin.write(`${JSON.stringify(message)}\n`)
  }

  #gone(what: string): GatedrillError {
    return new GatedrillError({
      code: worldErrorCodes.processGone,
      where: this.name,
      what: `the process ${what}`,
      why: 'the drill needs it',
      fix: `see its log, ${this.#options.logPath}`,
    })
  }

  #problem(what: string, why: string): GatedrillError {
    return new GatedrillError({
      code: worldErrorCodes.processNotReady,
      where: this.name,
      what: `the process ${what}`,
      why,
      fix: `see its log, ${this.#options.logPath}`,
    })
  }
}

/**
 * Half of Node's own choice for young objects: requests leave nothing behind, so that more room only
 * makes each process of a world 100 MB larger under load, at the same speed. Old ones, of which hardly any
 * are garbage, are collected when they have doubled: it stops a process for some 30 ms, and Node would do it
 * with every 2 MB more, as soon as a few dozen connections are new. Nor is it done for want of anything to
 * do: the room for young ones that is given back then is taken again at once, so that memory would go up
 * and down by 12 MB.
 */
const heapFlags = ['--max-semi-space-size=8', '--no-memory-reducer', '--heap-growing-percent=100']

/**
 * Where Node keeps compiled modules, as `module.enableCompileCache` would choose it: a process
 * then starts in half the time, and without the memory of the compiler.
 */
function compileCacheFolder(): string {
  return process.env.NODE_COMPILE_CACHE ?? join(tmpdir(), 'node-compile-cache')
}
