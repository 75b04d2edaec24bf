import type { FaultEntryInput } from './fault-input.ts'
import type { Scenario, ScenarioInput as SchemaInput } from './schema.ts'

export type { Scenario }

/** What a scenario in TypeScript may say: an editor knows its fields, and the faults by name. */
export type ScenarioInput = Omit<SchemaInput, 'faults'> & { faults?: FaultEntryInput[] }

/** A scenario as a TypeScript file exports it by default; checked when it is loaded. */
export function defineScenario(scenario: ScenarioInput): ScenarioInput {
  return scenario
}

type LoadInput = ScenarioInput['load']

/**
 * A load made by a k6 script, for `load`. A script without scenarios of its own is run 10 times a
 * second for a minute, unless said otherwise; one that has them decides for itself.
 */
export function k6(script: string, rest: Partial<Omit<LoadInput, 'k6'>> = {}): LoadInput {
  return { arrivals: 'constant', ratePerS: 10, durationS: 60, ...rest, k6: { script } }
}
