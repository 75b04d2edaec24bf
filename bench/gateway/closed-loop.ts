import { connect, type Socket } from 'node:net'

export type ClosedLoop = {
  readonly port: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly connections: number
  readonly durationMs: number
}

/** What came back while it lasted. */
export type ClosedLoopResult = {
  readonly ok: number
  readonly notOk: number
  readonly elapsedMs: number
}

const endOfHead = Buffer.from('\r\n\r\n')
const lastChunk = Buffer.from('\r\n0\r\n\r\n')

/**
 * Keeps each connection busy with one GET after the other: the load that shows what a subject can
 * do at most. Written on bare sockets, for it shares its processor with the backend.
 */
export function runClosedLoop(loop: ClosedLoop, nowMs: () => number): Promise<ClosedLoopResult> {
  const { promise, resolve, reject } = Promise.withResolvers<ClosedLoopResult>()
  const startedAtMs = nowMs()
  let [ok, notOk] = [0, 0]
  const sockets: Socket[] = []
  const request = requestOf(loop)
  const next = (socket: Socket) => {
    const elapsedMs = nowMs() - startedAtMs
    if (elapsedMs < loop.durationMs) {
      socket.write(request)
      return
    }
    for (const each of sockets) each.destroy()
    resolve({ ok, notOk, elapsedMs })
  }
  for (let index = 0; index < loop.connections; index += 1) {
    const socket = connect({ host: '127.0.0.1', port: loop.port, noDelay: true })
    sockets.push(socket)
    socket.on('connect', () => next(socket))
    socket.on('error', reject)
    socket.on('close', () => {
      if (nowMs() - startedAtMs < loop.durationMs) reject(new Error('a connection was closed'))
    })
    onResponses(socket, (isOk) => {
      if (isOk) ok += 1
      else notOk += 1
      next(socket)
    })
  }
  return promise
}

function requestOf({ path, headers }: ClosedLoop): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(
    `GET ${path} HTTP/1.1\r\nHost: gateway.contoso.example\r\n${lines.join('')}\r\n`,
  )
}

/** Calls for each whole response; a body ends by its length, or with the last chunk. */
function onResponses(socket: Socket, whole: (isOk: boolean) => void): void {
  let pending: Buffer = Buffer.alloc(0)
  socket.on('data', (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    const end = endOfResponse(pending)
    if (end === undefined) return
    const isOk = pending.subarray(9, 12).equals(okStatus)
    pending = pending.subarray(end)
    whole(isOk)
  })
}

const okStatus = Buffer.from('200')

function endOfResponse(bytes: Buffer): number | undefined {
  const head = bytes.indexOf(endOfHead)
  if (head < 0) return undefined
  const length = /content-length: *([0-9]+)/i.exec(bytes.toString('latin1', 0, head))?.[1]
  if (length === undefined) {
    const last = bytes.indexOf(lastChunk, head)
    return last < 0 ? undefined : last + lastChunk.length
  }
  const end = head + endOfHead.length + Number(length)
  return bytes.length < end ? undefined : end
}
