import { openSockets, requestOf, type Spoken } from './bare-http.ts'

export type ClosedLoop = Spoken & { readonly durationMs: number }

/** What came back while it lasted. */
export type ClosedLoopResult = {
  readonly ok: number
  readonly notOk: number
  readonly elapsedMs: number
}

/**
 * Keeps each connection busy with one GET after the other: the load that shows what a subject can
 * do at most.
 */
export async function runClosedLoop(
  loop: ClosedLoop,
  nowMs: () => number,
): Promise<ClosedLoopResult> {
  const { promise: over, resolve } = Promise.withResolvers<void>()
  const request = requestOf(loop)
  let [ok, notOk] = [0, 0]
  const opened = await openSockets(loop, (socket, isOk) => {
    if (isOk) ok += 1
    else notOk += 1
    if (nowMs() - startedAtMs < loop.durationMs) socket.write(request)
    else resolve()
  })
  const startedAtMs = nowMs()
  for (const socket of opened.sockets) socket.write(request)
  try {
    await Promise.race([over, opened.failed])
    return { ok, notOk, elapsedMs: nowMs() - startedAtMs }
  } finally {
    opened.close()
  }
}
