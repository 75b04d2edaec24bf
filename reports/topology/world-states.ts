import type { DrillEvent } from '../../ledger/events.ts'

/** The state of an instance, by one letter in the data of a page. */
export const instanceStates = {
  up: 'u',
  out: 'o',
  draining: 'd',
  dead: 'x',
  absent: '-',
} as const

/**
 * - `up`: it lives, and its load balancer sends it requests.
 * - `out`: it lives, and its load balancer sends it nothing.
 * - `draining`: by plan it gets nothing new, and lets go what it has.
 * - `dead`: its process has ended, or has not come up again.
 * - `absent`: not there yet, or removed by plan.
 */
export type InstanceState = keyof typeof instanceStates

/** What the events told of the world until an instant, itself included. */
export type WorldState = {
  readonly instances: ReadonlyMap<string, InstanceState>
  /** By name, `edge-westeurope>westeurope-1-u1-a`: what passes them is harmed, or lost. */
  readonly harmedLinks: ReadonlySet<string>
  /** That the router sends nobody to. */
  readonly regionsOut: ReadonlySet<string>
}

type Part = { isAlive: boolean; isIn: boolean; isDraining: boolean; isThere: boolean }

/** The world at each of some instants, which come in order, from events in order. */
export function worldStatesOf(
  events: readonly DrillEvent[],
  atUs: readonly number[],
): WorldState[] {
  const world = new World()
  let next = 0
  return atUs.map((instantUs) => {
    for (let event = events[next]; event !== undefined && event.atUs <= instantUs; ) {
      world.take(event)
      next += 1
      event = events[next]
    }
    return world.state()
  })
}

class World {
  readonly #parts = new Map<string, Part>()
  readonly #harmedLinks = new Set<string>()
  readonly #regionsOut = new Set<string>()

  take({ kind, instance, region = '', detail }: DrillEvent): void {
    if (kind === 'link-silenced' || kind === 'link-harmed') {
      for (const link of linksIn(detail)) this.#harmedLinks.add(link)
    }
    if (kind === 'link-healed') for (const link of linksIn(detail)) this.#harmedLinks.delete(link)
    if (kind === 'region-out' || kind === 'gateway-disabled') this.#regionsOut.add(region)
    if (kind === 'region-in' || kind === 'gateway-enabled') this.#regionsOut.delete(region)
    const change = changes[kind]
    if (instance === undefined || change === undefined) return
    const part = this.#parts.get(instance) ?? unborn
    this.#parts.set(instance, { ...part, ...change })
  }

  state(): WorldState {
    return {
      instances: new Map([...this.#parts].map(([name, part]) => [name, stateOf(part)])),
      harmedLinks: new Set(this.#harmedLinks),
      regionsOut: new Set(this.#regionsOut),
    }
  }
}

const unborn: Part = { isAlive: false, isIn: false, isDraining: false, isThere: false }

const changes: { readonly [Kind in DrillEvent['kind']]?: Partial<Part> } = {
  'process-started': { isThere: true, isAlive: false },
  'process-ready': { isThere: true, isAlive: true },
  'process-exited': { isAlive: false },
  'instance-in': { isIn: true },
  'instance-out': { isIn: false },
  'instance-added': { isThere: true, isDraining: false },
  'instance-draining': { isDraining: true },
  'instance-removed': { isThere: false },
}

function stateOf({ isAlive, isIn, isDraining, isThere }: Part): InstanceState {
  if (!isThere) return 'absent'
  if (!isAlive) return 'dead'
  if (isDraining) return 'draining'
  return isIn ? 'up' : 'out'
}

function linksIn(detail: unknown): readonly string[] {
  const isListing = typeof detail === 'object' && detail !== null && 'links' in detail
  if (!isListing || !Array.isArray(detail.links)) return []
  return detail.links.map(String)
}
