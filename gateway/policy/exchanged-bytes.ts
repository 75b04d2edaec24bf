import { Transform } from 'node:stream'
import type { Body, Exchange } from '../pipeline/exchange.ts'

/** Says how many bytes the bodies of request and response have, the streamed ones as they end. */
export function exchangedBytes(exchange: Exchange, count: (bytes: number) => void): void {
  const { request, beforeSend } = exchange
  const isSent = request.body.kind === 'bytes'
  const announced = Number(request.headers.first('content-length') ?? 0)
  const requestBytes = request.body.kind === 'bytes' ? request.body.bytes.length : announced
  if (isSent || announced > 0) count(requestBytes)
  beforeSend.push((response) => {
    response.body = countedBody(response.body, count)
  })
}

function countedBody(body: Body, count: (bytes: number) => void): Body {
  if (body.kind === 'bytes') count(body.bytes.length)
  if (body.kind !== 'stream') return body
  let bytes = 0
  const { stream } = body
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      done(null, chunk)
    },
  })
  counted.once('close', () => {
    count(bytes)
    // A client that went away leaves nobody to read the backend's answer.
    stream.destroy()
  })
  stream.once('error', (error) => counted.destroy(error))
  return { kind: 'stream', stream: stream.pipe(counted) }
}
