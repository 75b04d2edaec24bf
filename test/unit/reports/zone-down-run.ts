import seedrandom from 'seedrandom'
import type { DrillEvent } from '../../../ledger/events.ts'
import type {
  AdmissionRecord,
  BackendRecord,
  ClientRecord,
  EdgeRecord,
  GatewayRecord,
} from '../../../ledger/records.ts'
import {
  admissionBase,
  backendBase,
  clientBase,
  edgeBase,
  gatewayBase,
  manifest,
  type RunContent,
  second,
} from './run-folder.ts'

const loadStartUs = manifest.loadStartUs
const fault = 'zone-down#1'
const dead = new Set(manifest.faults[0]?.targets)
/** Instants of the made-up drill, in microseconds of the run's clock. */
export const times = {
  applying: loadStartUs + 12 * second,
  silenced: loadStartUs + 12.01 * second,
  proven: loadStartUs + 12.2 * second,
  detected: loadStartUs + 13.1 * second,
  allOut: loadStartUs + 13.3 * second,
  killed: loadStartUs + 14 * second,
  undoing: loadStartUs + 26 * second,
  undone: loadStartUs + 26.4 * second,
  back: loadStartUs + 28 * second,
  healed: loadStartUs + 28.5 * second,
}

const operations = ['get-order', 'list-orders', 'create-order', 'get-profile']

/**
 * The ledgers of a plausible drill: Poisson load at 400/s over six instances, one zone of which
 * falls silent. The same seed gives the same records.
 */
export function zoneDownRun(seed = 1, ratePerS = 400): RunContent {
  const random = seedrandom(`zone-down ${seed}`)
  const world = new World(random)
  let requestId = 0
  for (let atUs = loadStartUs; ; ) {
    atUs += (-Math.log(1 - random()) / ratePerS) * second
    if (atUs >= manifest.loadEndUs) break
    requestId += 1
    world.request(requestId, atUs)
  }
  return world.content(requestId)
}

class World {
  readonly #random: () => number
  readonly #client: ClientRecord[] = []
  readonly #gateway: Record<string, GatewayRecord[]> = {}
  readonly #admission: Record<string, AdmissionRecord[]> = {}
  readonly #backend: BackendRecord[] = []
  readonly #edge: EdgeRecord[] = []
  readonly #admittedAtUs: number[] = []
  #turn = 0

  constructor(random: () => number) {
    this.#random = random
    for (const { instance } of manifest.instances) {
      this.#gateway[`${instance}-1`] = []
      this.#admission[`${instance}-1`] = []
    }
    for (const instance of dead) this.#gateway[`${instance}-2`] = []
  }

  request(requestId: number, intendedAtUs: number): void {
    const random = this.#random
    const operation = operations[Math.floor(random() * 4)] ?? 'get-order'
    const instance = this.#instanceAt(intendedAtUs)
    const firedAtUs = intendedAtUs + 20 + random() * 100
    const dispatchedAtUs = firedAtUs + 30 + random() * 60
    const connectionPort = 20_000 + (requestId % 40_000)
    const serviceUs = 4_000 * Math.exp(0.5 * (random() + random() + random() - 1.5) * 2) + 1_500
    const endedAtUs = dispatchedAtUs + serviceUs
    const base = {
      ...clientBase,
      requestId,
      operation,
      intendedAtUs,
      firedAtUs,
      dispatchedAtUs,
      connectionPort,
    }
    const isSilenced =
      dead.has(instance) && endedAtUs > times.silenced && dispatchedAtUs < times.back
    const closedAtUs = isSilenced ? intendedAtUs + second : endedAtUs + 50
    this.#edge.push({
      ...edgeBase,
      openedAtUs: dispatchedAtUs - 10,
      closedAtUs,
      clientPort: connectionPort,
      instance,
    })
    if (!isSilenced) {
      this.#serve({ ...base, endedAtUs, firstByteAtUs: endedAtUs - 100 }, instance)
      return
    }
    const arrivedBefore = dispatchedAtUs + 200 < times.silenced
    if (arrivedBefore) this.#arrive(base, instance)
    this.#client.push({
      ...base,
      endedAtUs: intendedAtUs + second,
      outcome: 'unknown',
      failure: 'deadline',
      status: 0,
    })
  }

  content(offered: number): RunContent {
    const load = {
      offered,
      scheduleDigest: '5d41402abc4b2a76b9719d911017c592ae1f6ae2e1d2b8c3a8f0c2f5a7f1b2c3',
      pacerLatenessP50Ms: 0.031,
      pacerLatenessP99Ms: 0.212,
      pacerLatenessMaxMs: 1.9,
    }
    return {
      manifest: { ...manifest, loads: [load] },
      events: eventsOf(),
      client: { 'load-1': this.#client.sort((a, b) => a.endedAtUs - b.endedAtUs) },
      gateway: this.#gateway,
      admission: this.#admission,
      backend: { orders: this.#backend },
      edge: { westeurope: this.#edge },
    }
  }

  #instanceAt(atUs: number): string {
    const isOut = (instance: string) =>
      dead.has(instance) && atUs >= times.detected && atUs < times.back
    const all = manifest.instances.map(({ instance }) => instance)
    const open = all.filter((instance) => !isOut(instance))
    this.#turn += 1
    return open[this.#turn % open.length] ?? ''
  }

  #serve(client: ClientRecord, instance: string): void {
    const { requestId, operation, dispatchedAtUs, endedAtUs, intendedAtUs } = client
    const seen = { requestId, operation, receivedAtUs: dispatchedAtUs + 150 }
    const incarnation = dead.has(instance) && intendedAtUs > times.undoing ? 2 : 1
    const key = `${instance}-${incarnation}`
    this.#append(key, { ...gatewayBase, ...seen, event: 'received', endedAtUs: 0, status: 0 })
    const answered = { ...gatewayBase, ...seen, endedAtUs: endedAtUs - 120 }
    if (operation === 'list-orders' && !this.#admit(requestId, seen.receivedAtUs, instance)) {
      const policy = { policy: 'rate-limit', scope: 'product', section: 'inbound' }
      const reason = { reason: 'RateLimitExceeded', layer: 'gateway' as const }
      const none = { backendStatus: 0, backendAttempts: 0, backendUs: 0 }
      this.#append(key, { ...answered, ...policy, ...reason, ...none, status: 429 })
      this.#client.push({ ...client, status: 429, outcome: 'rejected' })
      return
    }
    const isCached = operation === 'get-profile' && this.#random() < 0.8
    const fails = this.#random() < 0.001
    if (!isCached) this.#execute(client, fails)
    const status = fails && !isCached ? 503 : 200
    this.#append(key, {
      ...answered,
      status,
      cache: operation === 'get-profile' ? (isCached ? 'hit' : 'miss') : 'none',
      layer: isCached ? 'gateway' : 'backend',
      backendStatus: isCached ? 0 : status,
      backendAttempts: isCached ? 0 : 1,
    })
    this.#client.push({ ...client, status, outcome: status === 200 ? 'ok' : 'failed' })
  }

  #arrive(client: ClientRecord, instance: string): void {
    const { requestId, operation, dispatchedAtUs } = client
    const receivedAtUs = dispatchedAtUs + 150
    this.#append(`${instance}-1`, {
      ...gatewayBase,
      requestId,
      operation,
      receivedAtUs,
      event: 'received',
      endedAtUs: 0,
      status: 0,
    })
    if (this.#random() < 0.6) this.#execute(client, false)
  }

  #execute({ requestId, operation, dispatchedAtUs }: ClientRecord, fails: boolean): void {
    const seen = { ...backendBase, requestId, operation, receivedAtUs: dispatchedAtUs + 600 }
    this.#backend.push({ ...seen, event: 'received', endedAtUs: 0, status: 0 })
    const status = fails ? 503 : 200
    this.#backend.push({ ...seen, endedAtUs: dispatchedAtUs + 4_000, status })
  }

  /** A limit of 100 a second, whose holders see each other 200 ms late. */
  #admit(requestId: number, atUs: number, instance: string): boolean {
    const countSeen = this.#admittedAtUs.filter(
      (at) => at > atUs - second && (at < atUs - second / 5 || at % 6 < 1),
    ).length
    const admitted = countSeen < 100
    if (admitted) this.#admittedAtUs.push(atUs)
    this.#admission[`${instance}-1`]?.push({
      ...admissionBase,
      requestId,
      atUs,
      admitted: admitted ? 1 : 0,
      countSeen,
    })
    return admitted
  }

  #append(key: string, record: GatewayRecord): void {
    this.#gateway[key]?.push(record)
  }
}

function eventsOf(): DrillEvent[] {
  const controller = { source: 'controller' }
  const at = (atUs: number, kind: DrillEvent['kind']) => ({ ...controller, atUs, kind, fault })
  const ofTargets = (atUs: number, laterUs: number, kind: DrillEvent['kind']) =>
    [...dead].map((instance, index) => ({
      atUs: index === 0 ? atUs : laterUs,
      kind,
      source: 'edge-westeurope',
      instance,
      zone: 'westeurope-2',
      region: 'westeurope',
    }))
  return [
    { ...controller, atUs: 0, kind: 'run-started' },
    { ...controller, atUs: 4 * second, kind: 'world-ready' },
    { ...controller, atUs: 4.5 * second, kind: 'revision-published', detail: { number: 1 } },
    { ...controller, atUs: loadStartUs, kind: 'load-started' },
    at(4.6 * second, 'fault-planned'),
    at(times.applying, 'fault-applying'),
    at(times.killed, 'fault-applied'),
    at(times.proven, 'fault-proven'),
    ...ofTargets(times.detected, times.allOut, 'instance-out'),
    ...ofTargets(times.killed, times.killed, 'process-exited'),
    at(times.undoing, 'fault-undoing'),
    at(times.undone, 'fault-undone'),
    ...ofTargets(times.back - 0.3 * second, times.back, 'instance-in'),
    at(times.healed, 'fault-healed'),
    { ...controller, atUs: manifest.loadEndUs, kind: 'load-ended' },
    { ...controller, atUs: manifest.loadEndUs + second, kind: 'run-ended' },
  ]
}
