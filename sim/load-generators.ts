import type { LoadLaunch } from '../ledger/launch/load.ts'
import { partOf, type Share } from '../ledger/share.ts'
import { load } from './wiring.ts'

/** The processes of a load: one goes by the load's own name, several are numbered. */
export function generatorNames(generators: number): readonly string[] {
  if (generators === 1) return [load]
  return Array.from({ length: generators }, (_, index) => `${load}-${index + 1}`)
}

/** What each generator is told: its share of the requests, and of every population's connections. */
export function launchesOf(whole: LoadLaunch, generators: number): readonly LoadLaunch[] {
  if (generators === 1) return [whole]
  return generatorNames(generators).map((generator, index) => {
    const share = { index, of: generators }
    const connections = connectionsOf(whole.connections, share)
    const populations = whole.populations?.map((population) => ({
      ...population,
      connections: connectionsOf(population.connections, share),
    }))
    return { ...whole, generator, share, connections, ...(populations && { populations }) }
  })
}

/** At least one: the scenario is refused before, where there are fewer than generators. */
const connectionsOf = (count: number, share: Share) => Math.max(1, partOf(count, share))
