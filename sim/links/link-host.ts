import seedrandom from 'seedrandom'
import type { NoticeEvent } from '../../ledger/child.ts'
import { type LeaseEnd, Leases } from '../../ledger/leases.ts'
import type { Clock } from '../clock.ts'
import { linkCommandSchemas } from './commands.ts'
import { Link } from './link.ts'
import { harmOf, kindSchema } from './toxics/harm-of.ts'

export type LinkHostOptions = {
  readonly clock: Clock
  readonly seed: number
  say(event: NoticeEvent): void
}

type LinksToOpen = ReturnType<typeof linkCommandSchemas.open.parse>['links']

/** All links of a world in one process, and the harms on loan there. */
export class LinkHost implements AsyncDisposable {
  readonly #options: LinkHostOptions
  readonly #links = new Map<string, Link>()
  readonly #leases: Leases
  readonly #healings = new Map<string, Promise<void>>()

  constructor(options: LinkHostOptions) {
    this.#options = options
    this.#leases = new Leases(options.clock)
  }

  /** Answers one command of `linkCommandSchemas`; throws for one it cannot obey. */
  async obey(name: string, message: unknown): Promise<unknown> {
    switch (name) {
      case 'open':
        return this.#open(linkCommandSchemas.open.parse(message).links)
      case 'close':
        return this.#close(linkCommandSchemas.close.parse(message).linkIds)
      case 'aim': {
        const { links } = linkCommandSchemas.aim.parse(message)
        for (const { id, endpoint } of links) this.#linkOf(id).aim(endpoint)
        return undefined
      }
      case 'harm':
        return this.#harm(linkCommandSchemas.harm.parse(message))
      case 'renew': {
        const { harmIds } = linkCommandSchemas.renew.parse(message)
        return { expired: harmIds.filter((id) => !this.#leases.renew(id)) }
      }
      case 'heal':
        return this.#heal(linkCommandSchemas.heal.parse(message).harmId)
      case 'status':
        return Object.fromEntries([...this.#links].map(([id, link]) => [id, link.status]))
      default:
        throw new Error(`the links know no command ${name}`)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const id of this.#leases.ids) this.#leases.end(id)
    await Promise.all([...this.#links.values()].map((link) => link[Symbol.asyncDispose]()))
  }

  async #open(links: LinksToOpen) {
    const ports: Record<string, number> = {}
    for (const { id, ...options } of links) {
      const link = new Link({ ...options, clock: this.#options.clock })
      ports[id] = await link.open()
      this.#links.set(id, link)
    }
    return ports
  }

  async #close(linkIds: readonly string[]): Promise<void> {
    const closed = linkIds.map((id) => {
      const link = this.#links.get(id)
      this.#links.delete(id)
      return link?.[Symbol.asyncDispose]()
    })
    await Promise.all(closed)
  }

  async #harm(harm: ReturnType<typeof linkCommandSchemas.harm.parse>): Promise<void> {
    const { harmId, faultId, linkIds, toxic } = harm
    const links = linkIds.map((id): [string, Link] => [id, this.#linkOf(id)])
    // A stream for each link: the traffic of one does not move the chances of another.
    const harms = links.map(([id, link]) => ({
      link,
      harm: harmOf(toxic, seedrandom(`${this.#options.seed}/links/${harmId}/${id}`)),
    }))
    const fault = faultId
    this.#leases.grant(harmId, harm, (why) => {
      const healing = Promise.all(links.map(([, link]) => link.heal(harmId)))
      const said = healing.then(() => this.#sayHealed(fault, linkIds, why))
      // Whoever asks to heal hears of a failure; with nobody left to ask, the log does.
      said.catch((error) => console.error(`${harmId} is not healed: ${error}`))
      this.#healings.set(harmId, said)
    })
    await Promise.all(harms.map(({ link, harm }) => link.harm(harmId, harm)))
    const { kind } = kindSchema.parse(toxic)
    this.#say({
      kind: kind === 'silence' ? 'link-silenced' : 'link-harmed',
      fault,
      detail: { toxic, links: linkIds },
    })
  }

  #sayHealed(fault: string, links: readonly string[], by: LeaseEnd): void {
    if (by !== 'healed') this.#say({ kind: 'lease-expired', fault, detail: { by } })
    this.#say({ kind: 'link-healed', fault, detail: { by, links } })
  }

  async #heal(harmId: string): Promise<{ readonly wasHarmed: boolean }> {
    const wasHarmed = this.#leases.end(harmId)
    await this.#healings.get(harmId)
    return { wasHarmed }
  }

  #linkOf(id: string): Link {
    const link = this.#links.get(id)
    if (link === undefined) throw new Error(`there is no link ${id}`)
    return link
  }

  #say(event: Omit<NoticeEvent, 'atUs'>): void {
    this.#options.say({ atUs: this.#options.clock.nowUs(), ...event })
  }
}
