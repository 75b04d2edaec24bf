import { loadScenario } from '../../scenarios/load-scenario.ts'
import { svgOfMap } from '../../sim/topology/drawing/svg.ts'
import { textOfMap } from '../../sim/topology/drawing/text.ts'
import { worldMapOf } from '../../sim/topology/drawing/world-map.ts'
import { writeText } from '../write-text.ts'

export type TopologyOptions = { readonly set: readonly string[]; readonly svg?: string }

/** Prints the world of a scenario, and writes its picture where one is wanted. */
export async function topology(name: string, { set, svg }: TopologyOptions): Promise<void> {
  const { scenario } = await loadScenario(name, { set })
  const map = worldMapOf(scenario)
  process.stdout.write(textOfMap(map))
  if (svg === undefined) return
  writeText(svg, svgOfMap(map), 'the picture')
}
