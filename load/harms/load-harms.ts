import type { HarmKinds } from '../../ledger/harms.ts'
import type { HarmableLoad, LoadHarm } from './define-harm.ts'
import * as registry from './registry.ts'

/** Every harm of clients, for the generator that plays them. */
export function loadHarms(load: HarmableLoad): HarmKinds {
  const harms: readonly LoadHarm[] = Object.values(registry)
  return Object.fromEntries(
    harms.map(({ kind, params, apply }) => [
      kind,
      { params, apply: (given) => apply(given, load) },
    ]),
  )
}
