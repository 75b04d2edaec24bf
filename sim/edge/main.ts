import { join } from 'node:path'
import { parentOf } from '../../ledger/child.ts'
import { clockSince } from '../../ledger/clock.ts'
import { harmsOn } from '../../ledger/harms.ts'
import { edgeCommandSchemas, edgeLaunchSchema, edgeLedgerFileOf } from '../../ledger/launch/edge.ts'
import { processHarms } from '../../ledger/process-harms.ts'
import { edgeRecord } from '../../ledger/records.ts'
import { LedgerWriter } from '../../ledger/writer.ts'
import { realClock } from '../clock.ts'
import { LoadBalancer } from './load-balancer.ts'
import { probedOf, setMembers, startProbing } from './prober.ts'
import { roundRobin } from './round-robin.ts'

/* The edge of one region: a load balancer of connections with health probes. */

const { launch, notify, onCommand } = await parentOf(edgeLaunchSchema)
const { region, gateway = region } = launch
const clock = realClock(clockSince(BigInt(launch.epochNs)))
const path = join(launch.ledgerFolder, edgeLedgerFileOf(launch))
const ledger = new LedgerWriter(edgeRecord, path, `edge-${gateway}`)
const instances = launch.instances.map(probedOf)

const balancer = new LoadBalancer({
  clock,
  choose: roundRobin(({ health }) => health.state === 'in', instances),
  record: (record) => ledger.append(record),
})

const harms = harmsOn(clock, processHarms(clock), (event) =>
  notify({ say: 'event', event: { ...event, region } }),
)
onCommand((command) => {
  const { do: name, with: message } = command
  if (harms.knows(name)) return harms.obey(command)
  if (name === 'members') {
    return setMembers(instances, edgeCommandSchemas.members.parse(message).instances)
  }
  if (name !== 'status') throw new Error(`an edge knows no command ${name}`)
  return {
    connections: balancer.connections,
    instances: instances.map(({ instance, health }) => ({ instance, state: health.state })),
  }
})

process.once('SIGTERM', () => {
  balancer.shutDown()
  // A turn later the resets have told their records.
  setImmediate(() => {
    ledger[Symbol.dispose]()
    process.exit(0)
  })
})

try {
  const port = await balancer.listen(launch.listen)
  startProbing(clock, instances, launch.probe, ({ instance, zone, health: { state } }) => {
    const kind = state === 'in' ? 'instance-in' : 'instance-out'
    notify({ say: 'event', event: { atUs: clock.nowUs(), kind, instance, zone, region } })
  })
  notify({ say: 'ready', ports: { http: port } })
} catch (error) {
  notify({ say: 'failed', problem: String(error) })
}
