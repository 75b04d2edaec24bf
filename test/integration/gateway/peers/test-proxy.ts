import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A link that a test can harm: a TCP proxy on a free port. */
export type TestProxy = AsyncDisposable & {
  readonly port: number
  aim(port: number): void
  /** Nothing passes and nothing ends, as when a zone loses power. */
  silence(): void
  /** Carries again; what was open is reset. */
  heal(): void
}

export async function testProxy(): Promise<TestProxy> {
  let [target, isSilent] = [0, false]
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    return socket
  }
  const server = createServer((client) => {
    keep(client)
    if (isSilent) return void client.pause()
    const upstream = keep(connect(target, '127.0.0.1'))
    client.pipe(upstream).pipe(client)
    client.on('close', () => upstream.destroy())
    upstream.on('close', () => {
      if (!isSilent) client.destroy()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const reset = () => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    aim: (port) => {
      target = port
    },
    silence() {
      isSilent = true
      for (const socket of sockets) socket.unpipe().pause()
    },
    heal() {
      isSilent = false
      reset()
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
