import { createServer, type Socket } from 'node:net'

const body = Buffer.from(
  JSON.stringify({ id: 7, status: 'shipped', items: [{ sku: 'A-100', quantity: 2 }], total: 19.9 }),
)
const answer = Buffer.concat([
  Buffer.from(
    `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
  ),
  body,
])
const endOfHead = Buffer.from('\r\n\r\n')

export type RawBackend = AsyncDisposable & {
  readonly port: number
  /** How many requests it has answered so far. */
  readonly answered: number
}

/** Answers each GET with the same small JSON, as cheaply as can be: it must not be what is measured. */
export async function startRawBackend(): Promise<RawBackend> {
  const sockets = new Set<Socket>()
  let answered = 0
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.on('data', (chunk) => {
      answered += answerAll(socket, chunk)
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the backend has no port')
  return {
    port: address.port,
    get answered() {
      return answered
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Requests without body, whose heads arrive whole: all there is in a benchmark on loopback. */
function answerAll(socket: Socket, chunk: Buffer): number {
  let answered = 0
  let from = chunk.indexOf(endOfHead)
  while (from >= 0) {
    socket.write(answer)
    answered += 1
    from = chunk.indexOf(endOfHead, from + endOfHead.length)
  }
  return answered
}
