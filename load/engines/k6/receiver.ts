import { once } from 'node:events'
import { closeSync, openSync, readSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { CsvReader } from './csv.ts'
import { FrameReader } from './frames.ts'
import type { K6Sink } from './samples.ts'

/** Takes what k6 tells, as it comes. */
export type Receiver = {
  /** For `--out`. */
  readonly port: number
  /** Resolves when all that k6 wrote is taken; `k6` is gone by then. */
  finished(): Promise<void>
}

/** For the output of gatedrill: one connection on a loopback port, which shows the token first. */
export async function receiveFrames(token: string, sink: K6Sink): Promise<Receiver> {
  const ended: Promise<unknown>[] = []
  let isTaken = false
  const server = createServer((socket) => {
    if (isTaken) {
      socket.destroy()
      return
    }
    isTaken = true
    ended.push(readFrom(socket, new FrameReader(token, sink)))
  })
  const port = await listening(server)
  return {
    port,
    async finished() {
      server.close()
      await Promise.all(ended)
    },
  }
}

function readFrom(socket: Socket, reader: FrameReader): Promise<unknown> {
  socket.on('data', (piece) => {
    try {
      reader.read(piece)
    } catch (error) {
      console.error(`what k6 writes cannot be read: ${error}`)
      socket.destroy()
    }
  })
  // A k6 that was killed: what it had sent is read before.
  socket.on('error', () => undefined)
  return new Promise((resolve) => socket.once('close', resolve))
}

/** On a free loopback port. */
export async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** A loopback port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listening(server)
  server.close()
  await once(server, 'close')
  return port
}

const readEveryMs = 100
const pieceBytes = 1 << 18

/** For the CSV of any k6: its file is read as it grows. */
export function receiveCsv(file: string, sink: K6Sink): Receiver {
  const reader = new CsvReader(sink)
  const decoder = new TextDecoder()
  const piece = Buffer.alloc(pieceBytes)
  let fromBytes = 0
  let isOver = false
  const readAll = () => {
    const opened = openSync(file, 'a+')
    try {
      for (;;) {
        const count = readSync(opened, piece, 0, piece.length, fromBytes)
        if (count === 0) return
        fromBytes += count
        reader.read(decoder.decode(piece.subarray(0, count), { stream: true }))
      }
    } finally {
      closeSync(opened)
    }
  }
  const reading = (async () => {
    while (!isOver) {
      await wait(readEveryMs)
      readAll()
    }
  })()
  return {
    port: 0,
    async finished() {
      isOver = true
      await reading
      readAll()
    },
  }
}
