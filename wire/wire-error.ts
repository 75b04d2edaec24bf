/** What went wrong between a client and the other end of its connection, by a code. */
export class WireError extends Error {
  readonly code: WireErrorCode

  constructor(code: WireErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

export type WireErrorCode =
  /** The other side did not take the connection in time: nothing was sent. */
  | 'GATEDRILL_CONNECT_TIMEOUT'
  /** It closed before its answer was whole. */
  | 'GATEDRILL_CLOSED'
  /** Its answer is no HTTP. */
  | 'GATEDRILL_MALFORMED'
  /** The request has characters that HTTP does not allow: nothing was sent. */
  | 'GATEDRILL_NOT_HTTP'
  /** Whoever asked has gone. */
  | 'GATEDRILL_ABORTED'
