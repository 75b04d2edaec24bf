import { writeFileSync } from 'node:fs'
import { GatedrillError } from '../../ledger/errors.ts'
import { loadScenario } from '../../scenarios/load-scenario.ts'
import { svgOfMap } from '../../sim/topology/drawing/svg.ts'
import { textOfMap } from '../../sim/topology/drawing/text.ts'
import { worldMapOf } from '../../sim/topology/drawing/world-map.ts'

export type TopologyOptions = { readonly set: readonly string[]; readonly svg?: string }

/** Prints the world of a scenario, and writes its picture where one is wanted. */
export async function topology(name: string, { set, svg }: TopologyOptions): Promise<void> {
  const { scenario } = await loadScenario(name, { set })
  const map = worldMapOf(scenario)
  process.stdout.write(textOfMap(map))
  if (svg === undefined) return
  try {
    writeFileSync(svg, svgOfMap(map))
  } catch (error) {
    throw new GatedrillError({
      code: 'CLI_FILE_NOT_WRITTEN',
      where: svg,
      what: 'the picture cannot be written there',
      why: error instanceof Error ? error.message : String(error),
      fix: 'name a file in a folder that is there and may be written to',
    })
  }
}
