import { connect, createServer, type Socket } from 'node:net'
import type { Endpoint } from '../../../ledger/launch/gateway.ts'

/** Answers every byte with itself, and an end with an end. */
export async function echoServer(host = '127.0.0.1') {
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    socket.pipe(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    endpoint: { host, port },
    sockets,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type Talk = {
  readonly socket: Socket
  said: string
  /** `end`, an error's code, or undefined while it is open. */
  ended: string | undefined
}

/** A client that keeps what it hears. */
export function talkTo({ host, port }: Endpoint): Talk {
  const socket = connect({ host, port, allowHalfOpen: true })
  const talk: Talk = { socket, said: '', ended: undefined }
  socket.on('data', (chunk) => {
    talk.said += chunk.toString('latin1')
  })
  socket.on('end', () => {
    talk.ended ??= 'end'
  })
  socket.on('error', (error: NodeJS.ErrnoException) => {
    talk.ended ??= error.code ?? 'error'
  })
  return talk
}
