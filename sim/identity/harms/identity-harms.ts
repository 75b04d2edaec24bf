import type { HarmKinds } from '../../../ledger/harms.ts'
import type { HarmableIdentity, IdentityHarm } from './define-harm.ts'
import * as registry from './registry.ts'

/** Every harm of the identity provider, for the process that it happens in. */
export function identityHarms(identity: HarmableIdentity): HarmKinds {
  const harms: readonly IdentityHarm[] = Object.values(registry)
  return Object.fromEntries(
    harms.map(({ kind, params, apply }) => [
      kind,
      { params, apply: (given) => apply(given, identity) },
    ]),
  )
}
