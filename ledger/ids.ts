/**
 * Ids of requests and attempts, carried in W3C `traceparent` (Trace Context, section 3.2):
 * `00-<run: 16 hex><request: 16 hex>-<attempt: 16 hex>-01`.
 */
export type RequestIds = {
  /** One per logical request, an integer below 2^53. */
  readonly requestId: number
  /** 1 for the first try of a client, 2 for its first retry. */
  readonly attempt: number
}

/** `runId` is 16 lower-case hex digits. */
export function traceparentOf(runId: string, { requestId, attempt }: RequestIds): string {
  return `00-${runId}${hex16(requestId)}-${hex16(attempt)}-01`
}

/** The ids of a `traceparent` of this run, or undefined for one made elsewhere. */
export function idsOf(runId: string, traceparent: string | undefined): RequestIds | undefined {
  if (traceparent === undefined || traceparent.length !== 55) return undefined
  if (!traceparent.startsWith(runId, 3)) return undefined
  const requestId = Number.parseInt(traceparent.slice(19, 35), 16)
  const attempt = Number.parseInt(traceparent.slice(36, 52), 16)
  if (!Number.isSafeInteger(requestId) || !Number.isSafeInteger(attempt)) return undefined
  return { requestId, attempt }
}

function hex16(value: number): string {
  return value.toString(16).padStart(16, '0')
}
