import type { FastifyInstance } from 'fastify'
import seedrandom from 'seedrandom'
import { z } from 'zod'
import { type NoticeEvent, type Parent, parentOf } from '../../ledger/child.ts'
import { clockSince } from '../../ledger/clock.ts'
import { harmsOn } from '../../ledger/harms.ts'
import { type RouterLaunch, routerLaunchSchema } from '../../ledger/launch/router.ts'
import { processHarms } from '../../ledger/process-harms.ts'
import { realClock } from '../clock.ts'
import { startProbing } from '../edge/prober.ts'
import { messageOf, portOf } from '../http-process.ts'
import { FrontDoor } from './front-door.ts'
import { routerHarms } from './harms.ts'
import { resolver } from './resolver.ts'
import { RouterState } from './router-state.ts'

/* The router of a service with several regions: traffic manager, or front door. */

const resolveSchema = z.object({ name: z.string(), from: z.string() })
const disableSchema = z.object({ disabled: z.array(z.string()) })

await start(await parentOf(routerLaunchSchema))

async function start({ launch, notify, onCommand }: Parent<RouterLaunch>): Promise<void> {
  const clock = realClock(clockSince(BigInt(launch.epochNs)))
  const random = seedrandom(`${launch.seed}/router`)
  const say = (event: NoticeEvent) => notify({ say: 'event', event })
  const state = new RouterState({ launch, clock, random, say })
  const door = new FrontDoor({ clock, choose: chooserOf(launch, state) })
  const kinds = { ...processHarms(clock), ...routerHarms(state) }
  const harms = harmsOn(clock, kinds, say)
  onCommand((command) => {
    if (harms.knows(command.do)) return harms.obey(command)
    const { do: name, with: message } = command
    switch (name) {
      case 'status':
        return state.status(door.connections)
      case 'resolve': {
        const { name: host, from } = resolveSchema.parse(message)
        return state.answerTo(host, from)
      }
      case 'disabled': {
        const { disabled } = disableSchema.parse(message)
        for (const { region } of state.regions) state.setDisabled(region, disabled.includes(region))
        return undefined
      }
      default:
        throw new Error(`a router knows no command ${name}`)
    }
  })
  const names = resolver(state, clock)
  process.once('SIGTERM', () => {
    door.shutDown()
    void names.close().then(() => process.exit(0))
  })
  try {
    const ports = await portsOf(launch, names, door)
    const { tolerated, ...probe } = launch.probe
    startProbing(
      clock,
      state.regions,
      { ...probe, toLeave: tolerated + 1, toReturn: 1 },
      ({ region, health }) => {
        if (health.state === 'out') door.leave(region)
        const kind = health.state === 'in' ? 'region-in' : 'region-out'
        say({ atUs: clock.nowUs(), kind, region })
      },
      (region, isAlive) => state.seen(region, isAlive),
    )
    notify({ say: 'ready', ports })
  } catch (error) {
    notify({ say: 'failed', problem: messageOf(error) })
  }
}

function chooserOf({ fronts }: RouterLaunch, state: RouterState) {
  const ways = new Map(fronts.map(({ clientRegion, regions }) => [clientRegion, regions]))
  return (from: string) => {
    const region = state.regionFor(from)
    const endpoint = region === undefined ? undefined : ways.get(from)?.[region]
    return region === undefined || endpoint === undefined ? undefined : { region, endpoint }
  }
}

async function portsOf(
  { listen, fronts }: RouterLaunch,
  names: FastifyInstance,
  door: FrontDoor,
): Promise<Record<string, number>> {
  await names.listen(listen)
  const ports: Record<string, number> = { http: portOf(names.server.address()) }
  for (const { role, clientRegion } of fronts) {
    ports[role] = await door.listen({ host: listen.host, port: 0 }, clientRegion)
  }
  return ports
}
