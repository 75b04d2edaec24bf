import { shapeLater } from '../../ledger/launch/arrivals.ts'
import { scriptOf } from '../../load/engines/k6/script-of.ts'
import { resolveOperations } from '../../sim/load-mix.ts'
import { placed, prepareDrill, type ScenarioOptions } from '../prepare-drill.ts'
import { writeOut } from '../write-text.ts'

/** Options of the command. */
export type ExportOptions = ScenarioOptions & { readonly out?: string }

/** Writes the load of a scenario as a k6 script. */
export async function exportK6(name: string, options: ExportOptions): Promise<void> {
  const { loaded, configuration } = await prepareDrill(name, { ...options, engine: 'native' })
  const { scenario } = loaded
  const { load } = scenario
  const { content, failing } = configuration
  const operations = await placed(loaded, () => resolveOperations(scenario, content, failing))
  const script = scriptOf({
    ...load,
    ...shapeLater(load, load.warmUpS),
    durationS: load.warmUpS + load.durationS,
    operations,
    madeFrom: scenario.name,
    keys: Object.fromEntries(content.subscriptions.map(({ id, primaryKey }) => [id, primaryKey])),
  })
  writeOut(options.out, script, 'the script')
}
