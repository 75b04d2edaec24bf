import { idsOf, type RequestIds } from '../../ledger/ids.ts'

/**
 * The ids of a request: those of its `traceparent` when it belongs to this run, else own ones. Own
 * ids are -1, -2, ... in the order of arrival at this instance, attempt 1: negative, so that they
 * never meet an id of the load, and unique within the ledger file of one incarnation.
 */
export function requestIds(runId: string): (traceparent: string | undefined) => RequestIds {
  let foreign = 0
  return (traceparent) => {
    const ids = idsOf(runId, traceparent)
    if (ids !== undefined) return ids
    foreign -= 1
    return { requestId: foreign, attempt: 1 }
  }
}
