import type { Endpoint } from '../../ledger/launch/gateway.ts'
import { expiredSchema, leaseMs, renewEveryMs } from '../../ledger/leases.ts'
import { type Clock, every } from '../clock.ts'
import { portsSchema, statusSchema } from './commands.ts'
import type { ToxicInput } from './toxics/harm-of.ts'

export type LinkToOpen = {
  readonly id: string
  readonly host: string
  readonly announces?: boolean
  /** How far it leads, each way; absent: no way at all. */
  readonly latencyMs?: number
}

export type LinkHarm = {
  readonly faultId: string
  readonly linkIds: readonly string[]
  readonly toxic: ToxicInput
  /** The harm ends by then, also when its controller goes on renewing. */
  readonly lifetimeMs: number
}

/** The process behind it, or what stands for it in a test. */
export type LinkProcess = { command(name: string, message: unknown): Promise<unknown> }

/** The controller's end of all links: it opens, aims, harms and heals them, and renews leases. */
export class Links implements Disposable {
  readonly #process: LinkProcess
  readonly #endpoints = new Map<string, Endpoint>()
  readonly #harms = new Set<string>()
  readonly #stopRenewing: () => void
  #lastHarm = 0

  constructor(process: LinkProcess, clock: Clock) {
    this.#process = process
    this.#stopRenewing = every(clock, renewEveryMs, () => void this.#renew())
  }

  async open(links: readonly LinkToOpen[]): Promise<void> {
    const ports = portsSchema.parse(await this.#process.command('open', { links }))
    for (const { id, host } of links) {
      const port = ports[id]
      if (port !== undefined) this.#endpoints.set(id, { host, port })
    }
  }

  /** Closes them with whatever flows there. */
  async close(linkIds: readonly string[]): Promise<void> {
    for (const id of linkIds) this.#endpoints.delete(id)
    await this.#process.command('close', { linkIds })
  }

  /** Where that link is entered. */
  endpointOf(id: string): Endpoint {
    const endpoint = this.#endpoints.get(id)
    if (endpoint === undefined) throw new Error(`there is no link ${id}`)
    return endpoint
  }

  /** Ids of all links, in the order of opening. */
  get ids(): readonly string[] {
    return [...this.#endpoints.keys()]
  }

  async aim(links: readonly { readonly id: string; readonly endpoint: Endpoint }[]): Promise<void> {
    await this.#process.command('aim', { links })
  }

  /** Resolves when every link feels it; disposing heals, and does nothing the second time. */
  async harm({ faultId, ...harm }: LinkHarm): Promise<AsyncDisposable> {
    this.#lastHarm += 1
    const harmId = `${faultId}/${this.#lastHarm}`
    const heal = async () => {
      this.#harms.delete(harmId)
      await this.#process.command('heal', { harmId })
    }
    this.#harms.add(harmId)
    try {
      await this.#process.command('harm', { harmId, faultId, ...harm, leaseMs })
    } catch (error) {
      // Half applied or not at all: either way nothing may stay.
      await heal()
      throw error
    }
    return { [Symbol.asyncDispose]: heal }
  }

  /** A command about whole processes, which the links' process obeys as well. */
  commandHost(name: string, message: unknown): Promise<unknown> {
    return this.#process.command('processes', { do: name, with: message })
  }

  /** How often harms of that fault did something to what passed the link. */
  async felt(linkId: string, faultId: string): Promise<number> {
    const status = statusSchema.parse(await this.#process.command('status', {}))
    const felt = Object.entries(status[linkId]?.felt ?? {})
    return felt
      .filter(([harmId]) => harmId.startsWith(`${faultId}/`))
      .reduce((sum, [, times]) => sum + times, 0)
  }

  [Symbol.dispose](): void {
    this.#stopRenewing()
  }

  async #renew(): Promise<void> {
    if (this.#harms.size === 0) return
    try {
      const reply = await this.#process.command('renew', { harmIds: [...this.#harms] })
      // The links have said `lease-expired`; to renew it again would be in vain.
      for (const harmId of expiredSchema.parse(reply).expired) this.#harms.delete(harmId)
    } catch {
      // Without the process there is nothing left to renew; its exit is reported by itself.
      this.#harms.clear()
    }
  }
}
