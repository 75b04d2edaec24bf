import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { GatewayLaunch } from '../../ledger/launch/gateway.ts'
import {
  type AdmissionRecord,
  admissionRecord,
  type CacheRecord,
  cacheRecord,
  gatewayRecord,
} from '../../ledger/records.ts'
import { LedgerWriter } from '../../ledger/writer.ts'
import type { RequestWitness } from './request-ledger.ts'

export type Ledgers = Disposable & {
  readonly witness: RequestWitness
  readonly decided: (record: AdmissionRecord) => void
  /** Absent without a folder: then nobody need make such records. */
  readonly cached?: (record: CacheRecord) => void
}

/**
 * The ledgers of one life of an instance: `gateway-<instance>-<incarnation>.ledger` for requests,
 * `admission-<instance>-<incarnation>.ledger` for decisions of limits and
 * `cache-<instance>-<incarnation>.ledger` for what response caches gave and got. Without a folder
 * nothing is written.
 */
export function openLedgers({ ledgerFolder, instance, incarnation }: GatewayLaunch): Ledgers {
  if (ledgerFolder === undefined) {
    return { witness: ignore, decided: ignore, [Symbol.dispose]: ignore }
  }
  mkdirSync(ledgerFolder, { recursive: true })
  const pathOf = (kind: string) => join(ledgerFolder, `${kind}-${instance}-${incarnation}.ledger`)
  const requests = new LedgerWriter(gatewayRecord, pathOf('gateway'), instance)
  const admissions = new LedgerWriter(admissionRecord, pathOf('admission'), instance)
  const looks = new LedgerWriter(cacheRecord, pathOf('cache'), instance)
  return {
    witness: (record) => requests.append(record),
    decided: (record) => admissions.append(record),
    cached: (record) => looks.append(record),
    [Symbol.dispose]() {
      looks[Symbol.dispose]()
      requests[Symbol.dispose]()
      admissions[Symbol.dispose]()
    },
  }
}

function ignore(): void {
  // No folder was given.
}
