import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DrillEvent } from '../../../ledger/events.ts'
import type { RecordOf, RecordType } from '../../../ledger/record.ts'
import {
  type AdmissionRecord,
  admissionRecord,
  type BackendRecord,
  backendRecord,
  type CacheRecord,
  type ClientRecord,
  cacheRecord,
  clientRecord,
  type EdgeRecord,
  edgeRecord,
  type GatewayRecord,
  gatewayRecord,
} from '../../../ledger/records.ts'
import { type RunManifest, runFormat } from '../../../ledger/run.ts'
import { LedgerWriter } from '../../../ledger/writer.ts'

/** What a run folder is made of; ledgers by what stands behind the record in the file's name. */
export type RunContent = {
  readonly manifest: RunManifest
  readonly events: readonly DrillEvent[]
  readonly client?: Readonly<Record<string, readonly ClientRecord[]>>
  readonly gateway?: Readonly<Record<string, readonly GatewayRecord[]>>
  readonly admission?: Readonly<Record<string, readonly AdmissionRecord[]>>
  readonly cache?: Readonly<Record<string, readonly CacheRecord[]>>
  readonly backend?: Readonly<Record<string, readonly BackendRecord[]>>
  readonly edge?: Readonly<Record<string, readonly EdgeRecord[]>>
}

/** Writes a run folder as a drill would, and returns its path. */
export function writeRun(content: RunContent): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatedrill-run-'))
  mkdirSync(join(folder, 'ledgers'))
  writeFileSync(join(folder, 'run.json'), JSON.stringify(content.manifest, undefined, 2))
  const lines = content.events.map((event) => `${JSON.stringify(event)}\n`)
  writeFileSync(join(folder, 'events.ndjson'), lines.join(''))
  writeLedgers(folder, clientRecord, content.client)
  writeLedgers(folder, gatewayRecord, content.gateway)
  writeLedgers(folder, admissionRecord, content.admission)
  writeLedgers(folder, cacheRecord, content.cache)
  writeLedgers(folder, backendRecord, content.backend)
  writeLedgers(folder, edgeRecord, content.edge)
  return folder
}

function writeLedgers<Type extends RecordType>(
  folder: string,
  type: Type,
  ledgers: Readonly<Record<string, readonly RecordOf<Type>[]>> = {},
): void {
  for (const [writer, records] of Object.entries(ledgers)) {
    const path = join(folder, 'ledgers', `${type.name}-${writer}.ledger`)
    using ledger = new LedgerWriter(type, path, `${type.name}-${writer}`)
    for (const record of records) ledger.append(record)
  }
}

export const second = 1_000_000

/** A run of 40 s that starts its load at 5 s, with one zone down from 12 s to 26 s of the load. */
export const manifest: RunManifest = {
  format: runFormat,
  scenarioName: 'zone-down',
  scenario: {
    name: 'zone-down',
    description: 'One zone of three loses power under load; the other two carry it alone.',
    load: { ratePerS: 400, durationS: 40, arrivals: 'poisson', deadlineMs: 1_000 },
    objectives: [
      'availability >= 97%',
      'p99(latency) < 250ms before fault',
      'p99(latency) < 250ms after fault',
      'recovery < 10s',
      'detection < 5s',
      'lost(requests) <= 3%',
      'lost(config) = 0',
      'over_admission <= bound',
    ],
  },
  runId: '0123456789abcdef',
  seed: 1,
  startedAt: '2026-01-02T03:04:05.000Z',
  command: 'gatedrill run zone-down --seed 1',
  versions: { gatedrill: '0.1.0', node: 'v24.21.0' },
  host: { cores: 2, memoryBytes: 8 * 2 ** 30, system: 'Linux 6.8 x64' },
  timing: {
    profile: 'drill',
    probeIntervalMs: 500,
    replicationInZoneMs: 50,
    replicationBetweenZonesMs: 200,
  },
  instances: ['1-u1-a', '1-u1-b', '2-u2-a', '2-u2-b', '3-u3-a', '3-u3-b'].map((name) => ({
    instance: `westeurope-${name}`,
    region: 'westeurope',
    zone: `westeurope-${name.slice(0, 1)}`,
    unit: Number(name.slice(0, 1)),
  })),
  revision: { number: 1, checksum: 'c0ffee', source: 'configs/orders' },
  faults: [
    {
      id: 'zone-down#1',
      kind: 'zone-down',
      params: { zone: 'westeurope-2' },
      targets: ['westeurope-2-u2-a', 'westeurope-2-u2-b'],
      atS: 12,
      durationS: 14,
    },
  ],
  loadStartUs: 5 * second,
  loadEndUs: 45 * second,
  loads: [],
  controllerLagMaxMs: 12.5,
  ended: 'complete',
}

export const clientBase: ClientRecord = {
  requestId: 1,
  attempt: 1,
  population: 'main',
  operation: 'get-order',
  intendedAtUs: 0,
  firedAtUs: 0,
  dispatchedAtUs: 0,
  connectedAtUs: 0,
  firstByteAtUs: 0,
  endedAtUs: 0,
  status: 200,
  outcome: 'ok',
  failure: 'none',
  connectionPort: 0,
  reusedConnection: 1,
  responseBytes: 512,
}

export const gatewayBase: GatewayRecord = {
  event: 'answered',
  requestId: 1,
  attempt: 1,
  receivedAtUs: 0,
  endedAtUs: 0,
  api: 'orders',
  operation: 'get-order',
  product: 'standard',
  subscription: 'alice',
  status: 200,
  layer: 'backend',
  policy: '',
  scope: '',
  section: '',
  reason: '',
  cache: 'none',
  backendStatus: 200,
  backendAttempts: 1,
  backendUs: 5_000,
  revision: 1,
}

export const backendBase: BackendRecord = {
  event: 'answered',
  requestId: 1,
  attempt: 1,
  receivedAtUs: 0,
  endedAtUs: 0,
  operation: 'get-order',
  status: 200,
}

export const cacheBase: CacheRecord = {
  event: 'miss',
  requestId: 1,
  attempt: 1,
  atUs: 0,
  cache: 'internal',
  keyHash: 'a1b2c3d4',
  tenant: 'alice',
  personal: 0,
  storedBy: 0,
  holder: '',
  lifeMs: 0,
}

export const edgeBase: EdgeRecord = {
  event: 'closed',
  openedAtUs: 0,
  closedAtUs: 0,
  clientPort: 40_000,
  instance: '',
  closedBy: 'client',
  bytesUp: 0,
  bytesDown: 0,
}

export const admissionBase: AdmissionRecord = {
  requestId: 1,
  atUs: 0,
  counter: 'products/standard rate-limit',
  keyHash: 'a1b2c3d4',
  admitted: 1,
  counted: 1,
  limit: 100,
  windowMs: 1_000,
  refills: 0,
  countSeen: 0,
}
