import type { Endpoint } from '../ledger/launch/gateway.ts'
import { type CanaryAnswer, type CanaryCall, noAnswer, sendCanary } from './canary.ts'
import { type Clock, wait, within } from './clock.ts'
import type { FaultTarget, FaultWorld, PlanWorld } from './faults/define-fault.ts'
import type { Inhabitants } from './inhabitants.ts'
import type { Links } from './links/links.ts'
import { type PartHarmOptions, PartHarms } from './part-harms.ts'
import type { Processes } from './processes/processes.ts'
import { linksName } from './wiring.ts'

export type FaultWorldsOptions = {
  readonly clock: Clock
  /** The world as it is now: instances come and go. */
  planNow(): PlanWorld
  /** From SIGTERM to SIGKILL: longer than a gateway takes to leave and to let requests end. */
  readonly stopWithinMs: number
  readonly links: Links
  /** PEM of what gateways trust beside the well-known authorities; undefined: nothing. */
  readonly authority: string | undefined
  readonly inhabitants: Inhabitants
  readonly processes: Processes
  /** Where that process listens itself; throws when it does not run. */
  endpointOf(name: string): Endpoint
  answers(target: FaultTarget): Promise<boolean>
  probe(linkId: string, withinMs?: number): Promise<number | undefined>
}

/** A process that is asked for a proof and does not answer in this time does not work. */
const askWithinMs = 400

/** What faults do to the running world: whoever asks gets the world as one fault sees it. */
export class FaultWorlds implements Disposable {
  readonly #options: FaultWorldsOptions
  readonly #partHarms: PartHarms

  constructor(options: FaultWorldsOptions) {
    const { clock, processes, links } = options
    this.#options = options
    this.#partHarms = new PartHarms(
      clock,
      async (part, name, message) =>
        part === linksName
          ? links.commandHost(name, message)
          : processes.running(part).command(name, message),
      (part) => processes.isRunning(part),
    )
  }

  /** Its harms carry the fault's name and end with its lifetime, its waits with the signal. */
  forFault(faultId: string, lifetimeMs: number, signal: AbortSignal): FaultWorld {
    const { clock, planNow, links, inhabitants, answers, probe } = this.#options
    const plan = planNow()
    const harmLinks: FaultWorld['harmLinks'] = (linkIds, toxic) =>
      links.harm({ faultId, linkIds, toxic, lifetimeMs })
    const harmPart = (part: string, harm: PartHarmOptions['harm']) =>
      this.#partHarms.harm({ faultId, part, harm, lifetimeMs })
    const harmProcesses: FaultWorld['harmProcesses'] = (targets, harm) => {
      const pids = targets.map(({ name }) => this.#options.processes.running(name).pid)
      return harmPart(linksName, { ...harm, pids })
    }
    return {
      ...plan,
      harmLinks,
      harmPart,
      answers,
      probe,
      silence: (targets) => harmLinks(plan.linksAt(targets.map(nameOf)), { kind: 'silence' }),
      kill: (targets) => this.#end(targets, (names) => inhabitants.kill(names)),
      stop: async (targets) => this.#stop(targets),
      call: (name, call) => this.#call(name, call),
      harmProcesses,
      pause: (targets) => harmProcesses(targets, { kind: 'pause' }),
      felt: (linkId) => links.felt(linkId, faultId),
      ask: (name, command, message) => this.#ask(name, command, message),
      wait: (delayMs, own) =>
        wait(clock, delayMs, own === undefined ? signal : AbortSignal.any([signal, own])),
    }
  }

  /** Stops renewing leases. */
  [Symbol.dispose](): void {
    this.#partHarms[Symbol.dispose]()
  }

  /** The undo stands before the harm is done: an end that fails half way is undone, too. */
  async #end(
    targets: readonly FaultTarget[],
    end: (names: readonly string[]) => Promise<void>,
  ): Promise<AsyncDisposable> {
    const { inhabitants } = this.#options
    const names = targets.map(nameOf)
    const undo = { [Symbol.asyncDispose]: () => inhabitants.revive(names) }
    try {
      await end(names)
      return undo
    } catch (error) {
      await undo[Symbol.asyncDispose]()
      throw error
    }
  }

  /** Leaving takes longer than a fault should take to begin. */
  #stop(targets: readonly FaultTarget[]): AsyncDisposable {
    const { inhabitants, stopWithinMs } = this.#options
    const names = targets.map(nameOf)
    const gone = inhabitants.stop(names, stopWithinMs)
    return {
      async [Symbol.asyncDispose]() {
        await gone
        await inhabitants.revive(names)
      },
    }
  }

  async #ask(name: string, command: string, message: unknown): Promise<unknown> {
    const { clock, processes } = this.#options
    const answer = processes.running(name).command(command, message)
    // It may come, or fail, when nobody waits any more.
    answer.catch(() => undefined)
    const given = await within(
      clock,
      askWithinMs,
      answer.then((reply) => ({ reply })),
    )
    if (given === undefined) throw new Error(`${name} did not answer ${command} in time`)
    return given.reply
  }

  async #call(name: string, call: Omit<CanaryCall, 'endpoint'>): Promise<CanaryAnswer> {
    const { clock, processes, endpointOf, authority } = this.#options
    if (!processes.isRunning(name)) return noAnswer('NOT_RUNNING')
    return sendCanary({ ...call, endpoint: endpointOf(name), authority }, clock)
  }
}

function nameOf({ name }: FaultTarget): string {
  return name
}
