import { clockSince, newEpochNs } from '../../../ledger/clock.ts'
import type { DrillEvent } from '../../../ledger/events.ts'
import { revisionOf } from '../../../ledger/revision.ts'
import { type ScenarioInput, scenarioSchema } from '../../../scenarios/schema.ts'
import { zoneAddresses } from '../../../sim/addresses.ts'
import { realClock } from '../../../sim/clock.ts'
import { planDrill } from '../../../sim/plan-drill.ts'
import { Processes } from '../../../sim/processes/processes.ts'
import { World } from '../../../sim/world.ts'
import { apiOf, contentOf, operationOf } from '../../unit/gateway/in-memory.ts'
import { runFolder } from './run-folder.ts'

const content = contentOf({
  apis: [
    apiOf([operationOf('item'), operationOf('create', { method: 'POST', urlTemplate: '/item' })]),
  ],
})

const smallInput = {
  name: 'small',
  topology: { tier: 'standard-v2', regions: { r: { zones: 1, units: 2 } } },
  timing: { profile: 'drill', probeIntervalMs: 150, probeTimeoutMs: 140 },
  gateway: { config: 'none' },
  backends: { backend: { latencyMs: 5 } },
  load: { ratePerS: 1, durationS: 1, operations: [{ name: 'any', path: '/orders/item' }] },
  objectives: ['recovery < 10s'],
} satisfies ScenarioInput

/** A world of real processes without a drill around it; `/orders/item` goes to its backend. */
export async function smallWorld(
  changes: Partial<ScenarioInput> = {},
  given = content,
  vaultFile?: string,
) {
  await using stack = new AsyncDisposableStack()
  const scenario = scenarioSchema.parse({ ...smallInput, ...changes })
  const folder = stack.use(runFolder())
  const epochNs = newEpochNs()
  const clock = realClock(clockSince(epochNs))
  const events: DrillEvent[] = []
  const processes = stack.use(
    new Processes({
      clock,
      logFolder: folder.path,
      onEvent: (source, event) => events.push({ ...event, source }),
      onLost: (name) => events.push({ atUs: clock.nowUs(), kind: 'run-ended', source: name }),
    }),
  )
  const plan = planDrill(scenario)
  const context = {
    scenario,
    timing: plan.timing,
    seed: 1,
    runId: '0123456789abcdef',
    epochNs: String(epochNs),
    folder: folder.path,
    instances: plan.instances,
    regions: plan.regions,
    addresses: await zoneAddresses(plan.regions),
    revision: revisionOf(1, given),
    vaultFile,
  }
  const world = await World.start({
    context,
    clock,
    processes,
    signal: new AbortController().signal,
    say: (event) => events.push({ ...event, source: 'controller' }),
  })
  stack.use(world)
  const owned = stack.move()
  return {
    world,
    processes,
    events,
    clock,
    context,
    kindsOf: (instance: string) =>
      events.filter((event) => event.instance === instance).map(({ kind }) => kind),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
