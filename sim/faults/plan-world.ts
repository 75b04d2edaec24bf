import type { PlacedInstance } from '../../ledger/run.ts'
import { client, linksAt, type Wire } from '../wiring.ts'
import type { FaultTarget, PlanWorld } from './define-fault.ts'

/** Where clients come from: no processes, but ends of links. */
function clientsOf(wires: readonly Wire[]): readonly FaultTarget[] {
  const names = [...new Set(wires.map(({ from }) => from))].filter(
    (name) => name === client || name.startsWith(`${client}-`),
  )
  return names.map((name) => ({ name, kind: 'load' }))
}

/** What faults resolve their targets from, by the parts of a world and the arrows between them. */
export function planWorldOf(
  parts: readonly FaultTarget[],
  instances: readonly PlacedInstance[],
  wires: readonly Wire[],
): PlanWorld {
  const ends = new Map([...clientsOf(wires), ...parts].map((part) => [part.name, part]))
  return {
    parts,
    instances,
    linksAt: (names) => linksAt(wires, names),
    linksBetween(isFrom, isTo) {
      const isEnd = (name: string, isSuch: (end: FaultTarget) => boolean) => {
        const end = ends.get(name)
        return end !== undefined && isSuch(end)
      }
      return wires
        .filter(({ from, to }) => isEnd(from, isFrom) && isEnd(to, isTo))
        .map(({ id }) => id)
    },
  }
}

/** A link as a target of its own. */
export function linkTargetOf(linkId: string): FaultTarget {
  return { name: linkId, kind: 'link' }
}

/** An instance as a target. */
export function instanceTargetOf({ instance, region, zone, unit }: PlacedInstance): FaultTarget {
  return { name: instance, kind: 'instance', region, zone, unit }
}
