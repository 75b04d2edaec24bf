/*
 * A frame on a connection between instances: the bytes of its head and of its tail, each as four
 * bytes with the highest first, then the head as JSON in UTF-8, then the tail as it is.
 */

export type Frame = { readonly head: unknown; readonly tail: Buffer }

const lengthsBytes = 8
const emptyTail = Buffer.alloc(0)

export function encodeFrame(head: unknown, tail: Buffer = emptyTail): Buffer {
  const text = JSON.stringify(head)
  const headBytes = Buffer.byteLength(text)
  const frame = Buffer.allocUnsafe(lengthsBytes + headBytes + tail.length)
  frame.writeUInt32BE(headBytes, 0)
  frame.writeUInt32BE(tail.length, 4)
  frame.write(text, lengthsBytes)
  tail.copy(frame, lengthsBytes + headBytes)
  return frame
}

/** What came is no frame, or is longer than frames may be. */
export class FrameError extends Error {}

/** Puts frames together from pieces as they arrive; keeps less than one frame. */
export class FrameReader {
  readonly #frameBytesMax: number
  #pieces: Buffer[] = []
  #bytes = 0
  /** Until so many bytes are there, there is nothing to look at. */
  #awaitedBytes = lengthsBytes

  constructor(frameBytesMax: number) {
    this.#frameBytesMax = frameBytesMax
  }

  /** The frames that are whole now. Throws a FrameError. */
  *read(piece: Buffer): Generator<Frame> {
    this.#pieces.push(piece)
    this.#bytes += piece.length
    while (this.#bytes >= this.#awaitedBytes) {
      const bytes = this.#joined()
      const [headBytes, tailBytes] = [bytes.readUInt32BE(0), bytes.readUInt32BE(4)]
      const frameBytes = lengthsBytes + headBytes + tailBytes
      if (frameBytes > this.#frameBytesMax) throw new FrameError(`a frame of ${frameBytes} bytes`)
      this.#awaitedBytes = frameBytes
      if (bytes.length < frameBytes) return
      this.#pieces = bytes.length === frameBytes ? [] : [bytes.subarray(frameBytes)]
      this.#bytes -= frameBytes
      this.#awaitedBytes = lengthsBytes
      const head = parsed(bytes.toString('utf8', lengthsBytes, lengthsBytes + headBytes))
      yield { head, tail: bytes.subarray(lengthsBytes + headBytes, frameBytes) }
    }
  }

  /** One piece may hold many frames: it is not copied for each. */
  #joined(): Buffer {
    const [only] = this.#pieces
    if (only !== undefined && this.#pieces.length === 1) return only
    const bytes = Buffer.concat(this.#pieces, this.#bytes)
    this.#pieces = [bytes]
    return bytes
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new FrameError('a frame that is not JSON')
  }
}
