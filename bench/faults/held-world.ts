import { join } from 'node:path'
import { type GameDay, gameDayAt } from '../../cli/game-day-client.ts'
import { prepareDrill } from '../../cli/prepare-drill.ts'
import { playGameDay } from '../../sim/game-day/game-day.ts'
import type { GameDayState } from '../../sim/game-day/state-file.ts'
import { openRun } from '../../sim/open-run.ts'

/** A world that is held up, as commands from another terminal reach it. */
export type HeldWorld = {
  readonly day: GameDay
  readonly folder: string
  /** Ends it; its events are whole then. */
  end(): Promise<void>
}

/** Two regions with a router, Redis and a replica, all that a fault can harm; small all the same. */
const smallWorld = [
  'topology.regions.westeurope={"zones":2,"units":2}',
  'topology.regions.northeurope={"zones":1,"units":1}',
  'redis={"replica":true}',
  'load.ratePerS=40',
  // Longer than any bench of it takes.
  'load.durationS=7200',
]

/** Resolves when faults can be injected; a GatedrillError says why they cannot. */
export async function holdWorld(folder: string): Promise<HeldWorld> {
  const { loaded, configuration } = await prepareDrill('region-down', { seed: 1, set: smallWorld })
  const runFolder = join(folder, 'run')
  const parts = await openRun({
    scenario: { ...loaded.scenario, faults: [] },
    ...configuration,
    contentSource: loaded.configFolder,
    seed: 1,
    folder: runFolder,
    command: 'npm run bench faults',
    signal: new AbortController().signal,
  })
  const up = Promise.withResolvers<GameDayState>()
  const ended = playGameDay(parts, { hasLoad: true, onUp: up.resolve })
  // A day that ends before it is up has no state to wait for.
  ended.catch(up.reject)
  const day = gameDayAt(await up.promise)
  return {
    day,
    folder: runFolder,
    async end() {
      await day.down()
      await ended
    },
  }
}
