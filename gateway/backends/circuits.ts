import type { BackendEntity } from '../../ledger/revision.ts'
import type { Clock } from '../clock.ts'
import { Circuit, type CircuitWatch } from './circuit.ts'

/** The circuits of one revision's backends, by backend id; only of those that have a breaker. */
export type Circuits = ReadonlyMap<string, KeptCircuit>

type KeptCircuit = { readonly circuit: Circuit; readonly madeFor: string }

/**
 * Circuits for these backends. One whose backend did not change is kept as it is, open or counting:
 * a new revision of something else must not send calls to a backend that is down.
 */
export function circuitsFor(
  backends: readonly BackendEntity[],
  before: Circuits,
  clock: Clock,
  watch: CircuitWatch,
): Circuits {
  const circuits = new Map<string, KeptCircuit>()
  for (const { id, url, circuitBreaker } of backends) {
    if (circuitBreaker === undefined) continue
    const madeFor = JSON.stringify([url, circuitBreaker])
    const kept = before.get(id)
    circuits.set(
      id,
      kept?.madeFor === madeFor
        ? kept
        : { circuit: new Circuit(id, circuitBreaker, clock, watch), madeFor },
    )
  }
  return circuits
}
