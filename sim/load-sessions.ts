import type { LoadLaunch } from '../ledger/launch/load.ts'
import type { Scenario } from '../scenarios/schema.ts'

type Load = Pick<Scenario['load'], 'operations' | 'sessions'>
type Operation = NonNullable<Scenario['load']['operations']>[number]

/** An operation that the scenario itself gives, and where. */
export type WrittenOperation = { readonly operation: Operation; readonly where: string }

/**
 * The operations of a scenario, or of its sessions: all steps in order. Only the first step of a
 * session arrives by itself.
 */
export function writtenOperations({ operations = [], sessions = [] }: Load): WrittenOperation[] {
  return [
    ...operations.map((operation, index) => ({ operation, where: `load.operations[${index}]` })),
    ...sessions.flatMap(({ steps, weight }, session) =>
      steps.map(({ think: _think, extract: _extract, ...step }, index) => ({
        operation: { ...step, weight: index === 0 ? weight : 0 },
        where: `load.sessions[${session}].steps[${index}]`,
      })),
    ),
  ]
}

/** What a generator is told of the sessions, whose steps are operations in that order. */
export function launchedSessionsOf({ sessions }: Load): Pick<LoadLaunch, 'sessions'> {
  if (sessions === undefined) return {}
  let operations = 0
  return {
    sessions: sessions.map(({ name, steps }) => ({
      name,
      steps: steps.map(({ think, extract }) => {
        operations += 1
        return { operation: operations - 1, extract, ...(think === undefined ? {} : { think }) }
      }),
    })),
  }
}
