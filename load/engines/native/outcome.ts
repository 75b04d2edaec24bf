import type { Failure, Outcome } from '../../../ledger/records.ts'

/** What an answer with this status is to its client. */
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
  EADDRNOTAVAIL: 'no-connection',
  EMFILE: 'no-connection',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'closed',
  UND_ERR_ABORTED: 'aborted',
}

/** How an exchange ended that has no answer. */
export function failureOf(error: Error): Failure {
  const code = 'code' in error ? String(error.code) : ''
  return failureOfCode[code] ?? (code.startsWith('HPE_') ? 'malformed' : 'closed')
}

/**
 * Nothing was sent: it certainly did not happen. Once its first byte was on its way, only an
 * answer can say that.
 */
export function outcomeOfFailure(wasSent: boolean): Outcome {
  return wasSent ? 'unknown' : 'failed'
}
