import type { Readable } from 'node:stream'
import type { Body } from './exchange.ts'

export const emptyBody: Body = { kind: 'empty' }

// What the service buffers at most. Source: APIM, gateway runtime limits (classic tiers).
const bufferBytesMax = 500 * 1024 * 1024

/** A body of text, in UTF-8. */
export function bodyOfText(text: string): Body {
  return text === '' ? emptyBody : { kind: 'bytes', bytes: Buffer.from(text) }
}

/** A body that says how long it is only by ending was longer than allowed. */
export class BodyTooLarge extends Error {
  constructor(bytesMax: number) {
    super(`the body is larger than ${bytesMax} bytes`)
    this.name = 'BodyTooLarge'
  }
}

/** The same body in memory. Rejects when its sender breaks off, or it is larger than allowed. */
export async function buffered(body: Body): Promise<Body> {
  if (body.kind !== 'stream') return body
  const chunks: Buffer[] = []
  let count = 0
  for await (const chunk of body.stream) {
    const bytes = Buffer.from(chunk)
    count += bytes.length
    if (count > bufferBytesMax) throw new BodyTooLarge(bufferBytesMax)
    chunks.push(bytes)
  }
  return { kind: 'bytes', bytes: Buffer.concat(chunks, count) }
}

/** Lets go of a body that nobody will read, so that its connection is free again. */
export function discard(body: Body | undefined): void {
  if (body?.kind === 'stream') destroy(body.stream)
}

function destroy(stream: Readable): void {
  // Its error has nobody to go to any more.
  stream.on('error', () => undefined)
  stream.destroy()
}
