/** How peers keep in touch. */
export type PeerTiming = {
  readonly heartbeatMs: number
  /** A peer that was not heard for so long is away: its connection is given up. */
  readonly silenceMaxMs: number
  /** Waits before connecting again double from the first to the last. */
  readonly reconnectMinMs: number
  readonly reconnectMaxMs: number
}

/** Five heartbeats may be late before a peer is away: machines are busy now and then. */
export const defaultPeerTiming: PeerTiming = {
  heartbeatMs: 200,
  silenceMaxMs: 1_000,
  reconnectMinMs: 50,
  reconnectMaxMs: 1_000,
}
