import { type JsonSchema, scenarioJsonSchema, schemaAt } from '../../scenarios/json-schema.ts'
import { describeFault } from '../../sim/faults/describe-faults.ts'
import { faults } from '../../sim/faults/plan-faults.ts'

/** The schema of scenarios with the kinds of faults that there are, for an editor to offer. */
export function editorSchema(): JsonSchema {
  const schema = scenarioJsonSchema()
  const kinds = [...faults.values()].map(describeFault).map(({ kind, about, params }) => {
    const needed = params.filter(({ isRequired }) => isRequired).map(({ name }) => name)
    const needs = needed.length === 0 ? '' : ` Needs ${needed.join(', ')}.`
    return { const: kind, description: `${about}${needs}` }
  })
  const ofKind = { items: { properties: { kind: { anyOf: kinds } } } }
  const described = { ...schemaAt(['faults']), description: 'what goes wrong, and when' }
  return {
    ...schema,
    properties: { ...schema.properties, faults: { ...described, allOf: [ofKind] } },
  }
}
