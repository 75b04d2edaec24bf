import { type Readable, Transform } from 'node:stream'
import { BodyTooLarge } from '../pipeline/body.ts'

/** The same stream, which breaks off with `BodyTooLarge` past that many bytes. */
export function boundedBody(from: Readable, bytesMax: number): Readable {
  let count = 0
  const bounded = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      count += chunk.length
      if (count > bytesMax) done(new BodyTooLarge(bytesMax))
      else done(null, chunk)
    },
  })
  from.once('error', (error) => bounded.destroy(error))
  bounded.on('error', () => from.unpipe(bounded))
  return from.pipe(bounded)
}
