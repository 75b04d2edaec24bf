import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { GatedrillError } from './errors.ts'
import { type FieldType, type RecordType, sequenceBytes, widthBytesOf } from './record.ts'
import { SumsCheck } from './sums.ts'
import { ledgerFormat } from './writer.ts'

/** Of a text its index in `names`, of an enum that in its `of`; numbers as they are. */
export type CodedColumn = Float64Array | Uint32Array | Uint16Array | Uint8Array

/** Some records of a file in the order of writing, column by column in the order of its fields. */
export type LedgerBatch = {
  /** Place of the first in the file, from 0. */
  readonly first: number
  readonly count: number
  readonly sequence: Uint32Array
  readonly columns: readonly CodedColumn[]
}

/** The same as they lie in the file. */
export type LedgerPiece = {
  readonly first: number
  readonly count: number
  readonly view: DataView
}

type Header = {
  readonly format: string
  readonly record: string
  readonly writer: string
  readonly widthBytes: number
  readonly fields: Readonly<Record<string, FieldType>>
}

/** Records that are read at once: they and what they are made into fit a processor's cache. */
export const batchRecords = 8_192
/** A header is some hundred bytes; what has no line end by then is none. */
const headerMaxBytes = 1 << 16

/**
 * A file of `LedgerWriter`, read piece by piece, so that its size does not matter; the layout comes
 * from its own header. Throws LEDGER_NOT_A_LEDGER and LEDGER_OTHER_RECORD.
 */
export class LedgerScan implements Disposable {
  readonly record: string
  readonly writer: string
  readonly fields: readonly (readonly [name: string, field: FieldType])[]
  /** Text 0 is the empty one. */
  readonly names: readonly string[]
  /** False: the names are not those that were written. */
  readonly hasNames: boolean
  /** Whole records in the file. */
  readonly count: number
  /** Of all its records. */
  readonly bytes: number
  /** Bytes of a last record that was cut off; 0 in a whole file. */
  readonly tornBytes: number
  /** What the checksums say, of what was read by `batches`. */
  readonly sums: SumsCheck
  readonly #file: number
  readonly #bodyStart: number
  readonly #widthBytes: number
  readonly #offsets: readonly number[]

  constructor(path: string, expected?: RecordType) {
    this.#file = openSync(path, 'r')
    try {
      const { header, bodyStart } = headerOf(this.#file, path, expected)
      this.record = header.record
      this.writer = header.writer
      this.fields = Object.entries(header.fields)
      this.#offsets = offsetsOf(this.fields)
      this.sums = new SumsCheck(path, header.widthBytes)
      const namesBytes = bytesOf(`${path}.names`)
      this.hasNames = this.sums.hasNames(namesBytes)
      this.names = namesIn(namesBytes)
      this.#bodyStart = bodyStart
      this.#widthBytes = header.widthBytes
      const bodyBytes = fstatSync(this.#file).size - bodyStart
      this.bytes = bodyBytes
      this.count = Math.floor(bodyBytes / header.widthBytes)
      this.tornBytes = bodyBytes - this.count * header.widthBytes
    } catch (error) {
      closeSync(this.#file)
      throw error
    }
  }

  /** All records, column by column. */
  *batches(): Generator<LedgerBatch> {
    for (const piece of this.pieces()) {
      const { first, count } = piece
      const sequence = new Uint32Array(count)
      this.sequenceInto(sequence, piece)
      const columns = this.fields.map(([, { type }], place) => {
        const column = columnFor(type, count)
        this.columnInto(column, piece, place)
        return column
      })
      yield { first, count, sequence, columns }
    }
  }

  /** All records, of which whoever reads takes what it needs; one is overwritten by the next. */
  *pieces(): Generator<LedgerPiece> {
    const bytes = Buffer.allocUnsafe(batchRecords * this.#widthBytes)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    for (let first = 0; first < this.count; ) {
      const wanted = Math.min(batchRecords, this.count - first)
      const count = this.#read(bytes, first, wanted)
      if (count === 0) return
      this.sums.take(bytes.subarray(0, count * this.#widthBytes))
      yield { first, count, view }
      first += count
    }
  }

  /** The records at these places of the file, at most as many as a piece has. */
  at(places: readonly number[]): LedgerPiece {
    const bytes = Buffer.alloc(places.length * this.#widthBytes)
    for (const [index, place] of places.entries()) {
      this.#read(bytes.subarray(index * this.#widthBytes), place, 1)
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return { first: places[0] ?? 0, count: places.length, view }
  }

  /** The sequence numbers of a piece, or of some rows of it. */
  sequenceInto(column: Uint32Array, piece: LedgerPiece, rows?: Rows): void {
    const from = { view: piece.view, offset: 0, widthBytes: this.#widthBytes }
    numbersInto(column, 'u32', from, rows ?? everyRow.subarray(0, piece.count))
  }

  /** One field, by its place among `fields`, of the records of a piece or of some rows of it. */
  columnInto(column: CodedColumn, piece: LedgerPiece, place: number, rows?: Rows): void {
    const { type = 'u8' } = this.fields[place]?.[1] ?? {}
    const offset = this.#offsets[place] ?? 0
    const from = { view: piece.view, offset, widthBytes: this.#widthBytes }
    numbersInto(column, type, from, rows ?? everyRow.subarray(0, piece.count))
  }

  [Symbol.dispose](): void {
    closeSync(this.#file)
  }

  #read(bytes: Buffer, first: number, count: number): number {
    const at = this.#bodyStart + first * this.#widthBytes
    const taken = readSync(this.#file, bytes, 0, count * this.#widthBytes, at)
    return Math.floor(taken / this.#widthBytes)
  }
}

/** Which records of a piece. */
type Rows = Uint32Array

const everyRow = Uint32Array.from({ length: batchRecords }, (_, row) => row)

function offsetsOf(fields: readonly (readonly [name: string, field: FieldType])[]): number[] {
  let offset = sequenceBytes
  return fields.map(([, { type }]) => {
    const at = offset
    offset += widthBytesOf[type]
    return at
  })
}

/** As wide as a field of this type is in the file. */
export function columnFor(type: FieldType['type'], count: number): CodedColumn {
  switch (type) {
    case 'f64':
      return new Float64Array(count)
    case 'u32':
    case 'text':
      return new Uint32Array(count)
    case 'u16':
      return new Uint16Array(count)
    default:
      return new Uint8Array(count)
  }
}

type Field = { readonly view: DataView; readonly offset: number; readonly widthBytes: number }

/** One loop for each width: this runs for every field of every record that is kept. */
function numbersInto(
  column: CodedColumn,
  type: FieldType['type'],
  { view, offset, widthBytes }: Field,
  rows: Rows,
): void {
  const count = rows.length
  const byteOf = (row: number) => (rows[row] ?? 0) * widthBytes + offset
  switch (type) {
    case 'f64':
      for (let row = 0; row < count; row += 1) column[row] = view.getFloat64(byteOf(row), true)
      return
    case 'u32':
    case 'text':
      for (let row = 0; row < count; row += 1) column[row] = view.getUint32(byteOf(row), true)
      return
    case 'u16':
      for (let row = 0; row < count; row += 1) column[row] = view.getUint16(byteOf(row), true)
      return
    default:
      for (let row = 0; row < count; row += 1) column[row] = view.getUint8(byteOf(row))
  }
}

function headerOf(file: number, path: string, expected: RecordType | undefined) {
  const start = Buffer.alloc(headerMaxBytes)
  const taken = readSync(file, start, 0, start.length, 0)
  const end = start.subarray(0, taken).indexOf(0x0a)
  const header = parseHeader(start.toString('utf8', 0, Math.max(end, 0)))
  if (header?.format !== ledgerFormat || widthBytesIn(header) !== header.widthBytes) {
    throw new GatedrillError({
      code: 'LEDGER_NOT_A_LEDGER',
      where: path,
      what: whatIsWrong(taken, header),
      why: `the first line must be a JSON header of format ${ledgerFormat}`,
      fix: 'use the run folder as gatedrill wrote it, made by this version',
    })
  }
  if (expected !== undefined && header.record !== expected.name) {
    throw new GatedrillError({
      code: 'LEDGER_OTHER_RECORD',
      where: path,
      what: `this ledger holds ${header.record} records`,
      why: `${expected.name} records are expected here`,
      fix: 'restore the file that the run wrote under this name',
    })
  }
  return { header, bodyStart: end + 1 }
}

function whatIsWrong(bytes: number, header: Header | undefined): string {
  if (bytes === 0) return 'this file is empty'
  if (header === undefined) return 'this file does not start like a ledger'
  if (header.format !== ledgerFormat) return `this ledger has the format ${header.format}`
  return `a record has ${header.widthBytes} bytes, and its fields have ${widthBytesIn(header)}`
}

function widthBytesIn({ fields }: Header): number {
  const widths = Object.values(fields ?? {}).map(({ type }) => widthBytesOf[type])
  return widths.reduce<number>((sum, width) => sum + width, sequenceBytes)
}

function parseHeader(line: string): Header | undefined {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function bytesOf(path: string): Buffer {
  return existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
}

function namesIn(bytes: Buffer): readonly string[] {
  const lines = bytes.toString('utf8').split('\n')
  // The last line is empty, or cut off and then used by no record.
  return ['', ...lines.slice(0, -1).map(nameOf)]
}

/** A line that is no name is told by the records that use it. */
function nameOf(line: string): string {
  try {
    return String(JSON.parse(line))
  } catch {
    return unknownText
  }
}

/** What stands for a text that no name is kept of. */
export const unknownText = '?'
