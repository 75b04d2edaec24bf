import {
  type ClientHarmKind,
  clientHarmParams,
  clientHarmsFeltSchema,
} from '../../ledger/client-harms.ts'
import type { Fault, FaultTarget, FaultWorld } from './define-fault.ts'

/** A harm that load generators know, as a fault. */
export type ClientFault = Pick<Fault, 'kind' | 'about' | 'example'> & {
  readonly harm: ClientHarmKind
}

/**
 * A fault of clients: their generator does it, on loan, and counts who felt it; what it sends stands
 * in its ledger. Proven when at least one request felt it, and healed when none can any more.
 */
export function defineClientFault({ kind, about, example, harm }: ClientFault): Fault {
  const params = clientHarmParams[harm]
  return {
    kind,
    about,
    example,
    params,
    plan: (_params, { parts }) => parts.filter((part) => part.kind === 'load'),
    async apply(targets, given, world, undo) {
      for (const { name } of targets) {
        undo.use(await world.harmPart(name, { kind: harm, ...params.parse(given) }))
      }
    },
    prove: async (targets, world) =>
      (await feltBy(targets, world)).every((felt) => (felt[harm] ?? 0) > 0),
    proveHealed: async (targets, world) =>
      (await feltBy(targets, world)).every((felt) => felt[harm] === undefined),
  }
}

function feltBy(targets: readonly FaultTarget[], world: FaultWorld) {
  return Promise.all(
    targets.map(async ({ name }) => clientHarmsFeltSchema.parse(await world.ask(name, 'felt'))),
  )
}
