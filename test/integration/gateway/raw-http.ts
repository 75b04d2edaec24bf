import { connect, type Socket } from 'node:net'

export type RawAnswer = {
  /** All that came until the connection ended or was silent for long. */
  readonly text: string
  readonly statuses: readonly number[]
  readonly isClosed: boolean
}

/** Sends bytes as they stand; ends when the gateway closes, or when `until` is content. */
export function sendRaw(
  port: number,
  pieces: readonly (string | Buffer)[],
  until: (text: string) => boolean = () => false,
  deadlineMs = 5_000,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port })
    let text = ''
    let isClosed = false
    const timer = setTimeout(done, deadlineMs)
    function done(): void {
      clearTimeout(timer)
      socket.destroy()
      resolve({ text, statuses: statusesIn(text), isClosed })
    }
    socket.setEncoding('latin1')
    socket.on('data', (chunk) => {
      text += chunk
      if (until(text)) done()
    })
    socket.on('close', () => {
      isClosed = true
      done()
    })
    socket.on('error', (error) => {
      if ('code' in error && error.code === 'ECONNREFUSED') reject(error)
    })
    void writeAll(socket, pieces)
  })
}

async function writeAll(socket: Socket, pieces: readonly (string | Buffer)[]): Promise<void> {
  for (const piece of pieces) {
    if (socket.destroyed) return
    await new Promise<void>((resolve) => {
      socket.write(typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece, () =>
        resolve(),
      )
    })
  }
}

function statusesIn(text: string): number[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status))
}
