import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Scenario } from './schema.ts'

/**
 * The scenario over another configuration. What it says of its own one goes when it does not
 * fit: the operations when they call with subscriptions that the folder does not have, and with
 * them keys, named values and tokens; the load is then made from the configuration.
 */
export function withConfig(scenario: Scenario, config: string, folder: string): Scenario {
  const gateway = { ...scenario.gateway, config }
  if (fits(scenario, folder)) return { ...scenario, gateway }
  const { operations: _operations, token: _token, ...load } = scenario.load
  return { ...scenario, gateway: { ...gateway, subscriptionKeys: {}, namedValues: {} }, load }
}

function fits({ load: { operations = [] } }: Scenario, folder: string): boolean {
  return operations.every(
    ({ subscription }) =>
      subscription === undefined || existsSync(join(folder, 'subscriptions', subscription)),
  )
}
