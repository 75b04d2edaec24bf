import type { ScenarioInput } from './schema.ts'

/** A scenario as a TypeScript file exports it by default; checked when it is loaded. */
export function defineScenario(scenario: ScenarioInput): ScenarioInput {
  return scenario
}
