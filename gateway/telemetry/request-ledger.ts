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
  const { requestId, attempt, receivedAtUs, api, operation, product, subscription } = exchange
  const { cache, backendStatus, backendAttempts, backendUs, attribution } = exchange
  return {
    event,
    requestId,
    attempt,
    receivedAtUs,
    endedAtUs,
    api: api?.id ?? '',
    operation: operation?.id ?? '',
    product: product?.id ?? '',
    subscription: subscription?.id ?? '',
    status,
    ...attribution,
    cache,
    backendStatus,
    backendAttempts,
    backendUs,
    revision,
  }
}
