import { Transform } from 'node:stream'
import type { Body } from '../pipeline/exchange.ts'

/** The first bytes of a body, and how many it has: as far as it was read. */
export type Capture = { head: Buffer; bytes: number }

/**
 * The same body, whose first bytes are kept in `capture` as they pass; a streamed one is nowhere
 * held up.
 */
export function captured(body: Body, bytesMax: number, capture: Capture): Body {
  const keep = (chunk: Buffer) => {
    capture.bytes += chunk.length
    const room = bytesMax - capture.head.length
    // A copy: what passes may be part of a buffer that is used again.
    if (room > 0) capture.head = Buffer.concat([capture.head, chunk.subarray(0, room)])
  }
  if (body.kind === 'bytes') keep(body.bytes)
  if (body.kind !== 'stream') return body
  const { stream } = body
  const passing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      keep(chunk)
      done(null, chunk)
    },
  })
  // Who stops reading leaves nobody to read the rest.
  passing.once('close', () => stream.destroy())
  stream.once('error', (error) => passing.destroy(error))
  return { kind: 'stream', stream: stream.pipe(passing) }
}

export function newCapture(): Capture {
  return { head: Buffer.alloc(0), bytes: 0 }
}
