import type { HarmKinds } from '../../../ledger/harms.ts'
import type { BackendHarm, HarmableBackend } from './define-harm.ts'
import * as registry from './registry.ts'

/** Every harm of a backend, for the process that it happens in. */
export function backendHarms(backend: HarmableBackend): HarmKinds {
  const harms: readonly BackendHarm[] = Object.values(registry)
  return Object.fromEntries(
    harms.map(({ kind, params, apply }) => [
      kind,
      { params, apply: (given) => apply(given, backend) },
    ]),
  )
}
