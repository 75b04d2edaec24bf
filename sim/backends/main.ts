import { join } from 'node:path'
import { parentOf } from '../../ledger/child.ts'
import { clockSince } from '../../ledger/clock.ts'
import { type HarmKinds, harmsOn } from '../../ledger/harms.ts'
import { backendLaunchSchema, backendLedgerFileOf } from '../../ledger/launch/backend.ts'
import { processHarms } from '../../ledger/process-harms.ts'
import { backendRecord } from '../../ledger/records.ts'
import { LedgerWriter } from '../../ledger/writer.ts'
import { realClock } from '../clock.ts'
import { serve } from '../http-process.ts'
import { TlsPort } from '../tls/tls-port.ts'
import { simulatedBackend } from './backend.ts'
import { behaviourOf } from './behaviour.ts'
import { Conditions } from './conditions.ts'
import { Door } from './door.ts'
import { backendHarms } from './harms/backend-harms.ts'
import { Workers } from './workers.ts'

/** The process of a simulated backend. */
const { launch, notify, onCommand } = await parentOf(backendLaunchSchema)
const { name, runId, ledgerFolder, seed, capacity, coldStart } = launch
const stream = `backend-${name}-${launch.incarnation}`
const clock = realClock(clockSince(BigInt(launch.epochNs)))
const ledger =
  ledgerFolder === undefined
    ? undefined
    : new LedgerWriter(backendRecord, join(ledgerFolder, backendLedgerFileOf(launch)), name)
const workers = new Workers({ capacity, coldStart, nowMs: () => clock.nowUs() / 1_000 })
const behaviour = behaviourOf(launch, stream)
const conditions = new Conditions({
  clock,
  seed,
  stream,
  limit: (limit) => workers.limit(limit),
  setDoor: (isOpen) => door.set(isOpen),
  resetAll: () => door.resetAll(),
  showExpired: () => tlsPort?.showExpired(),
})
const app = simulatedBackend({
  name,
  runId,
  treat: (call) => conditions.applyTo(behaviour(call), call),
  workers,
  zoneOf: (socket) => door.zoneOf(tlsPort?.carrierOf(socket) ?? socket),
  clock,
  record: (record) => ledger?.append(record),
})
const tlsPort = launch.tls && new TlsPort(app.server, launch.tls)
const door = new Door(app.server, clock, launch.zones)
const kinds: HarmKinds = { ...processHarms(clock), ...backendHarms(conditions) }
const harms = harmsOn(clock, kinds, (event) => notify({ say: 'event', event }))
onCommand((command) => (command.do === 'use' ? workers.use : harms.obey(command)))
// Both ends of its life pass here, so the last turn's records are written.
process.once('SIGTERM', () => process.exit(0))
process.on('exit', () => ledger?.flush())
if (!(await serve(app, launch.listen, notify))) process.exit(1)
