import type { ClientRecord } from '../../../ledger/records.ts'
import type { ExchangeEnd, ExchangeRequest } from './exchange.ts'

/**
 * What the client ledger keeps of an attempt. Field by field, in the order of the record: the
 * ledger takes it in one pass then, and copying whole objects takes longer than writing them.
 */
export function clientRecordOf(request: ExchangeRequest, end: ExchangeEnd): ClientRecord {
  return {
    requestId: request.requestId,
    attempt: request.attempt,
    population: request.population,
    operation: request.operation,
    intendedAtUs: request.intendedAtUs,
    firedAtUs: request.firedAtUs,
    dispatchedAtUs: end.dispatchedAtUs,
    connectedAtUs: end.connectedAtUs,
    firstByteAtUs: end.firstByteAtUs,
    endedAtUs: end.endedAtUs,
    status: end.status,
    outcome: end.outcome,
    failure: end.failure,
    connectionPort: end.connectionPort,
    reusedConnection: end.reusedConnection,
    responseBytes: end.responseBytes,
  }
}
