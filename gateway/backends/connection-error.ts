/** How a connection to a backend failed, or ended early. */
export type ConnectionTrouble = 'refused' | 'timeout' | 'reset' | 'name' | 'tls' | 'other'

const codes: Readonly<Record<string, ConnectionTrouble>> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  GATEDRILL_CONNECT_TIMEOUT: 'timeout',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  GATEDRILL_CLOSED: 'reset',
  ENOTFOUND: 'name',
  EAI_AGAIN: 'name',
  EPROTO: 'tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  UNABLE_TO_GET_ISSUER_CERT: 'tls',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls',
  HOSTNAME_MISMATCH: 'tls',
}

// As .NET says them; the first part of that of a silent address was captured from the service.
const texts: Readonly<Record<Exclude<ConnectionTrouble, 'other'>, string>> = {
  refused: 'No connection could be made because the target machine actively refused it',
  timeout: 'A connection attempt failed because the connected party did not properly respond',
  reset: 'The connection was closed by the remote host',
  name: 'The remote name could not be resolved',
  tls: 'The SSL connection could not be established',
}

export function connectionTroubleOf(error: Error): ConnectionTrouble {
  const code = 'code' in error ? String(error.code) : ''
  if (/^(ERR_TLS_|ERR_SSL_|CERT_|ERR_OSSL_)/.test(code)) return 'tls'
  return codes[code] ?? 'other'
}

/** What LastError says of it: in .NET's words, with those of the system behind them. */
export function connectionMessageOf(error: Error): string {
  const trouble = connectionTroubleOf(error)
  // Of several addresses tried each has a message of its own, and all of them none.
  const system = error.message === '' && 'code' in error ? String(error.code) : error.message
  return trouble === 'other' ? system : `${texts[trouble]} (${system})`
}
