import type { Endpoint } from '../../ledger/launch/gateway.ts'

/** Where the clients of a population connect to. */
export type Way = {
  /** Where they would connect to now; undefined when they know no address. */
  readonly target: Endpoint | undefined
  /** The same, after they have asked if they have to; rejects for no address. */
  ask(): Promise<Endpoint>
  /** Every turn. */
  tend(nowUs: number): void
}

/** To one address, always. */
export function fixedWay(target: Endpoint): Way {
  return { target, ask: async () => target, tend: () => undefined }
}

/** The name has no address that a client knows: nothing was sent. */
export class Unresolved extends Error {
  readonly code = 'GATEDRILL_UNRESOLVED'
}
