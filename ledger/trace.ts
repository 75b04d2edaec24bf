/** What became of the lines of a log that a load plays again. */
export type TraceReading = {
  readonly lines: number
  /** Requests of the schedule, the warm-up aside. */
  readonly replayed: number
  /** Requests that come after the load's end. */
  readonly leftOut: number
  /** Requests that stand for no operation of the load. */
  readonly unmapped: number
  readonly unmappedExamples: readonly string[]
  /** Lines that are not of the log's format. */
  readonly unreadable: number
}

/** The arrivals of a trace: instants (microseconds of the schedule, ascending) and operations. */
export type TraceArrivals = {
  readonly arrivalsUs: Float64Array<ArrayBuffer>
  readonly choices: Uint16Array<ArrayBuffer>
}

/** As a file: all instants as f64, then all operations as u16, in the machine's order of bytes. */
export function traceBytesOf({ arrivalsUs, choices }: TraceArrivals): Uint8Array {
  const bytes = new Uint8Array(arrivalsUs.byteLength + choices.byteLength)
  bytes.set(new Uint8Array(arrivalsUs.buffer, arrivalsUs.byteOffset, arrivalsUs.byteLength))
  bytes.set(
    new Uint8Array(choices.buffer, choices.byteOffset, choices.byteLength),
    arrivalsUs.byteLength,
  )
  return bytes
}

/** Reads what `traceBytesOf` made. */
export function traceArrivalsOf(bytes: Uint8Array): TraceArrivals {
  const count = bytes.byteLength / (Float64Array.BYTES_PER_ELEMENT + Uint16Array.BYTES_PER_ELEMENT)
  const arrivalsUs = new Float64Array(count)
  const choices = new Uint16Array(count)
  new Uint8Array(arrivalsUs.buffer).set(bytes.subarray(0, arrivalsUs.byteLength))
  new Uint8Array(choices.buffer).set(bytes.subarray(arrivalsUs.byteLength))
  return { arrivalsUs, choices }
}
