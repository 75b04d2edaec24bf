import type { GatewayRecord } from '../../ledger/records.ts'
import type { Exchange } from '../pipeline/exchange.ts'

/** Where the records of requests go: a ledger, metrics. */
export type RequestWitness = (record: GatewayRecord) => void

/** Written when the head has arrived and its operation is known, before anything is run. */
export function receivedRecord(exchange: Exchange, revision: number): GatewayRecord {
  return recordOf(exchange, revision, 'received', 0, 0)
}

/** Written at the end: `abandoned` when the client did not wait for the whole answer. */
export function endedRecord(
  exchange: Exchange,
  revision: number,
  event: 'answered' | 'abandoned',
  endedAtUs: number,
): GatewayRecord {
  return recordOf(exchange, revision, event, endedAtUs, exchange.response?.status ?? 0)
}

function recordOf(
  exchange: Exchange,
  revision: number,
  event: GatewayRecord['event'],
  endedAtUs: number,
  status: number,
): GatewayRecord {
  // Field by field: two of these are made for every request, and spreading costs ten times as much.
  const { attribution } = exchange
  return {
    event,
    requestId: exchange.requestId,
    attempt: exchange.attempt,
    receivedAtUs: exchange.receivedAtUs,
    endedAtUs,
    api: exchange.api?.id ?? '',
    operation: exchange.operation?.id ?? '',
    product: exchange.product?.id ?? '',
    subscription: exchange.subscription?.id ?? '',
    status,
    layer: attribution.layer,
    policy: attribution.policy,
    scope: attribution.scope,
    section: attribution.section,
    reason: attribution.reason,
    cache: exchange.cache,
    backendStatus: exchange.backendStatus,
    backendAttempts: exchange.backendAttempts,
    backendUs: exchange.backendUs,
    revision,
  }
}
