import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import seedrandom from 'seedrandom'
import type { DrillEvent } from '../../ledger/events.ts'
import {
  admissionRecord,
  backendRecord,
  clientRecord,
  edgeRecord,
  gatewayRecord,
} from '../../ledger/records.ts'
import { type PlacedInstance, type RunManifest, runFormat } from '../../ledger/run.ts'
import { LedgerWriter } from '../../ledger/writer.ts'
import { LargeWorld } from './large-world.ts'

const second = 1_000_000
const ratePerS = 4_000
const loadStartUs = 5 * second

/** When the one fault of the run is there, as shares of its load. */
const faultFrom = 0.4
const faultTo = 0.6

/**
 * Writes the folder of a run of so many requests, as a drill of one zone that goes down would: every
 * request in the ledgers of client, gateway and backend, and each part of a report has something
 * to tell. The records are written as they are made; the same number gives the same bytes.
 */
export function writeLargeRun(folder: string, requests: number): void {
  mkdirSync(join(folder, 'ledgers'), { recursive: true })
  const durationS = Math.ceil(requests / ratePerS)
  const at = (share: number) => loadStartUs + Math.round(share * durationS) * second
  const fault = { fromUs: at(faultFrom), toUs: at(faultTo) }
  const manifest = manifestOf(requests, durationS)
  writeFileSync(join(folder, 'run.json'), JSON.stringify(manifest, undefined, 2))
  const lines = eventsOf(manifest, fault).map((event) => `${JSON.stringify(event)}\n`)
  writeFileSync(join(folder, 'events.ndjson'), lines.join(''))
  writeLedgers(folder, manifest, fault, requests)
}

function writeLedgers(
  folder: string,
  { instances }: RunManifest,
  fault: { readonly fromUs: number; readonly toUs: number },
  requests: number,
): void {
  using open = new DisposableStack()
  const options = { isFlushedByOwner: true }
  const pathOf = (name: string) => join(folder, 'ledgers', `${name}.ledger`)
  const clients = ['load-1', 'load-2'].map((writer) =>
    open.use(new LedgerWriter(clientRecord, pathOf(`client-${writer}`), writer, options)),
  )
  const names = instances.map(({ instance }) => instance)
  const gateways = names.map((name) =>
    open.use(new LedgerWriter(gatewayRecord, pathOf(`gateway-${name}-1`), name, options)),
  )
  const admissions = names.map((name) =>
    open.use(new LedgerWriter(admissionRecord, pathOf(`admission-${name}-1`), name, options)),
  )
  const backend = open.use(
    new LedgerWriter(backendRecord, pathOf('backend-orders'), 'orders', options),
  )
  const edge = open.use(
    new LedgerWriter(edgeRecord, pathOf('edge-westeurope'), 'westeurope', options),
  )
  const random = seedrandom(`large run of ${requests}`)
  const writers = { clients, gateways, admissions, backend, edge }
  const world = new LargeWorld(writers, { names, fault, random })
  for (let requestId = 1; requestId <= requests; requestId += 1) {
    world.request(requestId, loadStartUs + ((requestId - random()) / ratePerS) * second)
  }
  world.end()
}

function manifestOf(requests: number, durationS: number): RunManifest {
  const instances = instancesOf()
  const load = {
    offered: requests,
    scheduleDigest: String(requests),
    pacerLatenessP50Ms: 0.03,
    pacerLatenessP99Ms: 0.2,
    pacerLatenessMaxMs: 0.3,
  }
  return {
    format: runFormat,
    scenarioName: 'large-run',
    scenario: {
      name: 'large-run',
      description: 'One zone of three loses power, in a run of very many requests.',
      load: { ratePerS, durationS, arrivals: 'constant', deadlineMs: 1_000 },
      objectives,
    },
    runId: '00000000000be4c5',
    seed: 1,
    startedAt: '2026-01-02T03:04:05.000Z',
    command: `npm run bench report -- --requests ${requests}`,
    versions: { gatedrill: '0.0.0', node: process.version },
    host: { cores: 2, memoryBytes: 8 * 2 ** 30, system: 'made by a bench' },
    timing: {
      profile: 'drill',
      probeIntervalMs: 500,
      replicationInZoneMs: 50,
      replicationBetweenZonesMs: 200,
    },
    instances,
    revision: { number: 1, checksum: 'c0ffee', source: 'configs/orders' },
    faults: [
      {
        id: 'zone-down#1',
        kind: 'zone-down',
        params: { zone: 'westeurope-2' },
        targets: instances
          .filter(({ zone }) => zone === 'westeurope-2')
          .map(({ instance }) => instance),
        atS: Math.round(faultFrom * durationS),
        durationS: Math.round((faultTo - faultFrom) * durationS),
      },
    ],
    loadStartUs,
    loadEndUs: loadStartUs + durationS * second,
    loads: [load],
    controllerLagMaxMs: 12.5,
    ended: 'complete',
  }
}

/** One of every measure, and parts and phases beside. */
const objectives = [
  'availability >= 97%',
  'availability >= 99% after fault',
  'availability >= 95% for zone westeurope-1',
  'p99(latency) < 250ms before fault',
  'p99.9(latency) < 1s after fault',
  'p50(latency) < 100ms for operation list-orders',
  'recovery < 10s',
  'detection < 5s',
  'lost(requests) <= 3%',
  'lost(config) = 0',
  'rejected <= 10%',
  'over_admission <= bound',
  'amplification <= 1.2',
]

function instancesOf(): PlacedInstance[] {
  return [1, 2, 3].flatMap((unit) =>
    ['a', 'b'].map((half) => ({
      instance: `westeurope-${unit}-u${unit}-${half}`,
      region: 'westeurope',
      zone: `westeurope-${unit}`,
      unit,
    })),
  )
}

function eventsOf(
  { faults, loadEndUs }: RunManifest,
  { fromUs, toUs }: { readonly fromUs: number; readonly toUs: number },
): DrillEvent[] {
  const [planned] = faults
  const at = (atUs: number, kind: DrillEvent['kind']) => {
    return { source: 'controller', atUs, kind, fault: planned?.id ?? '' }
  }
  const ofTargets = (atUs: number, kind: DrillEvent['kind']) =>
    (planned?.targets ?? []).map((instance) => {
      const place = { zone: 'westeurope-2', region: 'westeurope' }
      return { atUs, kind, source: 'edge-westeurope', instance, ...place }
    })
  return [
    { source: 'controller', atUs: 0, kind: 'run-started' },
    { source: 'controller', atUs: 4.5 * second, kind: 'revision-published', detail: { number: 1 } },
    { source: 'controller', atUs: loadStartUs, kind: 'load-started' },
    at(fromUs, 'fault-applying'),
    at(fromUs + 0.2 * second, 'fault-proven'),
    at(fromUs + 0.4 * second, 'fault-applied'),
    ...ofTargets(fromUs + second, 'instance-out'),
    ...ofTargets(fromUs + second, 'process-exited'),
    at(toUs, 'fault-undoing'),
    at(toUs + 0.4 * second, 'fault-undone'),
    ...ofTargets(toUs + 2 * second, 'instance-in'),
    at(toUs + 2.5 * second, 'fault-healed'),
    { source: 'controller', atUs: loadEndUs, kind: 'load-ended' },
    { source: 'controller', atUs: loadEndUs + second, kind: 'run-ended' },
  ]
}
