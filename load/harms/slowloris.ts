import { connect, type Socket } from 'node:net'
import { clientHarmParams } from '../../ledger/client-harms.ts'
import type { Endpoint } from '../../ledger/launch/gateway.ts'
import { defineHarm, type HarmableLoad } from './define-harm.ts'

/**
 * Connections on which a request begins and never ends, a header at a time. None of them is ever a
 * request, so none stands in the ledger of the clients: the edge has them as connections.
 */
export const slowloris = defineHarm({
  kind: 'slowloris',
  example: { connections: 50, everyMs: 500 },
  params: clientHarmParams.slowloris,
  apply({ connections, everyMs }, load) {
    const undos = Array.from({ length: connections }, () => dawdle(everyMs, load))
    return load.begin('slowloris', () => {
      for (const undo of undos) undo()
    })
  },
})

/** One connection that is opened again whenever it was lost. */
function dawdle(everyMs: number, load: HarmableLoad): () => void {
  let socket: Socket | undefined
  let callOff: () => void
  let headers = 0
  const next = () => {
    if (socket === undefined || socket.destroyed) {
      headers = 0
      socket = opened(load.target())
    }
    if (headers === 1) load.feel('slowloris')
    socket?.write(headers === 0 ? 'GET / HTTP/1.1\r\nHost: slow\r\n' : `X-${headers}: slow\r\n`)
    headers += 1
    callOff = load.after(everyMs, next)
  }
  next()
  return () => {
    callOff()
    socket?.destroy()
  }
}

function opened(target: Endpoint | undefined): Socket | undefined {
  if (target === undefined) return undefined
  const socket = connect({ ...target, noDelay: true })
  // One that is lost is opened again when its time comes.
  socket.on('error', () => undefined)
  return socket.resume()
}
