import type { Failure, Outcome } from '../../../ledger/records.ts'

/**
 * What an answer with this status is to its client: a status that the operation names is ok;
 * 401, 403 and 429 are refusals; without names everything below 400 is ok; the rest has failed.
 */
export function outcomeOfStatus(
  status: number,
  okStatuses: readonly number[] | undefined,
): Outcome {
  if (okStatuses?.includes(status) === true) return 'ok'
  // The gateway's (or backend's) refusals: a limit, a quota, a missing right.
  if (status === 429 || status === 401 || status === 403) return 'rejected'
  if (okStatuses !== undefined) return 'failed'
  return status < 400 ? 'ok' : 'failed'
}

const failureOfCode: Readonly<Record<string, Failure>> = {
  ECONNREFUSED: 'refused',
  GATEDRILL_CONNECT_TIMEOUT: 'connect-timeout',
  ETIMEDOUT: 'connect-timeout',
  GATEDRILL_UNRESOLVED: 'unresolved',
  EADDRNOTAVAIL: 'no-connection',
  EMFILE: 'no-connection',
  ENFILE: 'no-connection',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  GATEDRILL_CLOSED: 'closed',
  GATEDRILL_ABORTED: 'aborted',
  GATEDRILL_MALFORMED: 'malformed',
}

/** How an exchange ended that has no whole answer. */
export function failureOf(error: Error, wasSent: boolean): Failure {
  const code = 'code' in error ? String(error.code) : ''
  const failure = failureOfCode[code] ?? 'closed'
  // The same code means a connection that died unseen when it had been standing.
  return wasSent && failure === 'connect-timeout' ? 'closed' : failure
}

/**
 * Nothing was sent: it certainly did not happen. Once its first byte was on its way, only an
 * answer can say that.
 */
export function outcomeOfFailure(wasSent: boolean): Outcome {
  return wasSent ? 'unknown' : 'failed'
}
