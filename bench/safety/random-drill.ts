import seedrandom from 'seedrandom'
import type { FaultInput } from '../../scenarios/schema/faults.ts'
import type { Scenario } from '../../scenarios/schema.ts'
import { faults } from '../../sim/faults/plan-faults.ts'
import { planDrill } from '../../sim/plan-drill.ts'

/** When a controller is killed: so long after its run has begun, or its load. */
export type KillMoment = { readonly after: 'start' | 'load'; readonly delayMs: number }

export type RandomDrill = { readonly faults: readonly FaultInput[]; readonly kill: KillMoment }

/** One unit, two instances in two zones: all that dying needs, and quickly up on a busy machine. */
export const smallWorld = ['topology.redundancy=automatic', 'topology.regions.westeurope.units=1']
/** Of the load of every such drill, after a second of warm-up. */
export const loadS = 6
/** The start of a world takes a second or two on an idle machine. */
const startMs = 3_000
/** From the end of the load to that of the processes. */
const endMs = 2_000
const faultsMax = 3

/**
 * One drill of a seed: up to three faults of the registry on `scenario`, side by side or one after
 * the other, and the moment at which its controller dies. A quarter of the moments lie in the start
 * of the world, the others anywhere from the begin of the load to the end of the run.
 */
export function randomDrill(seed: number, index: number, scenario: Scenario): RandomDrill {
  const random = seedrandom(`${seed}/safety/${index}`)
  const kinds = kindsFor(scenario)
  const count = 1 + Math.floor(random() * faultsMax)
  const chosen = Array.from({ length: count }, () => {
    const kind = kinds[Math.floor(random() * kinds.length)] ?? 'zone-down'
    const atS = Number((random() * (loadS - 2)).toFixed(2))
    const durationS = Number((1 + random() * 4).toFixed(2))
    return { ...faults.get(kind)?.example, kind, atS, durationS }
  })
  const isEarly = random() < 0.25
  const spanMs = isEarly ? startMs : (1 + loadS) * 1_000 + endMs
  const delayMs = Math.round(random() * spanMs)
  return { faults: chosen, kill: { after: isEarly ? 'start' : 'load', delayMs } }
}

/** Faults whose example finds something to harm in that world. */
export function kindsFor(scenario: Scenario): readonly string[] {
  return [...faults].flatMap(([kind, { example }]) => {
    const input = { ...example, kind, atS: 0, durationS: 1 }
    try {
      planDrill({ ...scenario, faults: [input] })
      return [kind]
    } catch {
      // It needs a part that this world does not have.
      return []
    }
  })
}
