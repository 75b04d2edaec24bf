import type { PlacedInstance } from '../../../../ledger/run.ts'
import type { PartHarm } from '../../../../sim/faults/define-fault.ts'

/** What a management plane under these harms answers to the questions of faults. */
export function planeReply(
  command: string,
  harms: readonly PartHarm[],
  instances: readonly PlacedInstance[],
): unknown {
  switch (command) {
    case 'sync':
      return {
        latest: 2,
        instances: instances.map(({ instance }) => ({
          instance,
          revision: 2,
          syncedAtUs: 0,
          isCurrent: true,
        })),
      }
    case 'offers':
      return harms.length === 0
        ? {}
        : Object.fromEntries(instances.map(({ instance }) => [instance, 1]))
    case 'arm':
      return { status: 400, body: harms.length === 0 ? 'no such secret' : 'out of reach' }
    default:
      return harms.map(({ kind }) => ({ harmId: kind, faultId: 'fault', kind }))
  }
}
