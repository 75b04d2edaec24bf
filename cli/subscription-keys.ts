import { createHash } from 'node:crypto'
import type { Scenario } from '../scenarios/schema.ts'

/**
 * The keys of a subscription: those that the scenario names, else made from the seed. An artifact
 * folder holds none, for they are secrets.
 */
export function subscriptionKeysOf(
  given: Scenario['gateway']['subscriptionKeys'],
  seed: number,
): (subscriptionId: string) => { primary: string; secondary: string } {
  return (id) =>
    given[id] ?? { primary: keyOf(seed, id, 'primary'), secondary: keyOf(seed, id, 'secondary') }
}

function keyOf(seed: number, id: string, which: string): string {
  return createHash('sha256').update(`${seed}/${id}/${which}`).digest('hex').slice(0, 32)
}
