import type { CanaryAnswer, CanaryCall } from '../canary.ts'
import type { FaultTarget, FaultWorld } from './define-fault.ts'

/** Longer than any backend takes that nothing harms; what hangs is known by it. */
export const canaryWithinMs = 1_000
/** Calls at a time: a proof should not be a load. */
const callsMax = 24
/** Connections go to the replicas in turn. */
const zonesMax = 3

/** Which calls are harmed, as the harm's own parameters say it. */
export type CanaryScope = {
  readonly share?: number | undefined
  /** Of the replica in one zone alone. */
  readonly isZonal?: boolean
  readonly operation?: string | undefined
}

/**
 * Calls a backend as often as a harm of that scope needs to show itself nearly surely: for a share
 * often, and for a zone on enough connections to meet its replica.
 */
export function canariesTo(
  target: FaultTarget,
  { share = 1, isZonal = false, operation }: CanaryScope,
  world: Pick<FaultWorld, 'call'>,
): Promise<readonly CanaryAnswer[]> {
  const replicas = isZonal ? zonesMax : 1
  const calls = Math.min(callsMax, Math.ceil(replicas * (share === 1 ? 1 : 3 / share)))
  const call = callOf(operation)
  return Promise.all(Array.from({ length: calls }, () => world.call(target.name, call)))
}

/** A call of that operation: `GET /orders/*` becomes `GET /orders/1`. */
function callOf(operation = 'GET /canary'): Omit<CanaryCall, 'endpoint'> {
  const [method = '*', path = '/'] = operation.includes(' ')
    ? operation.split(' ')
    : ['*', operation]
  return {
    method: method === '*' ? 'GET' : method,
    path: path.replace(/\/\*\*$/, '').replaceAll('*', '1') || '/',
    withinMs: canaryWithinMs,
  }
}
