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

const paths = { path: '/orders/{id:1..5000}', subscription: 'contoso' }

/** What each kind of fault can be seen by: calls that count against a limit, are turned away, carry a token. */
const operations = [
  { name: 'cached GET', weight: 30, ...paths, path: '/catalog/{id:1..50}' },
  { name: 'GET', weight: 20, ...paths },
  { name: 'limited GET', weight: 10, ...paths, subscription: 'fabrikam' },
  {
    name: 'POST',
    weight: 20,
    ...paths,
    method: 'POST',
    path: '/orders',
    body: '{"productId":{productId:1..50},"quantity":1}',
  },
  { name: 'JWT GET', weight: 20, ...paths, path: '/customers/me', token: true },
]

/** Two regions, a router, identity, Redis and a replica: all that a fault can harm, and small. */
const smallWorld = [
  'topology.regions.westeurope={"zones":2,"units":2}',
  'topology.regions.northeurope={"zones":1,"units":1}',
  'redis={"replica":true}',
  // Tokens that expire while one waits for it.
  'identity={"issuer":"https://login.contoso.example/contoso/v2.0","tokenLifetimeS":4}',
  'gateway.hosts["login.contoso.example"]=identity',
  'backends.orders.tls=true',
  'identity.tls=true',
  // Slow enough that a backend which carries two calls at a time has more to carry.
  'backends.orders.latencyMs=60',
  'load.ratePerS=60',
  'load.token={"audience":"api://orders","claims":{"roles":["orders.read"]}}',
  `load.operations=${JSON.stringify(operations)}`,
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
