import { readFileSync } from 'node:fs'
import { GatedrillError } from './errors.ts'
import type { FieldType, RecordType } from './record.ts'
import { ledgerFormat } from './writer.ts'

/** One ledger file, column by column, in the order of writing. */
export type LedgerColumns = {
  readonly record: string
  readonly writer: string
  readonly count: number
  readonly sequence: Uint32Array
  readonly columns: Readonly<Record<string, Float64Array | readonly string[]>>
  /** Bytes of a last record that was cut off; 0 in a whole file. */
  readonly tornBytes: number
  /** Sequence numbers that are missing or out of order; 0 in a sound file. */
  readonly gaps: number
}

type Header = {
  readonly format: string
  readonly record: string
  readonly writer: string
  readonly widthBytes: number
  readonly fields: Readonly<Record<string, FieldType>>
}

/** Reads a file of `LedgerWriter`; the layout comes from the file's own header. */
export function readLedger(path: string, expected?: RecordType): LedgerColumns {
  const bytes = readFileSync(path)
  const { header, bodyStart } = headerOf(bytes, path, expected)
  const names = namesOf(`${path}.names`)
  const body = bytes.subarray(bodyStart)
  const count = Math.floor(body.length / header.widthBytes)
  const sequence = new Uint32Array(count)
  let gaps = 0
  for (let row = 0; row < count; row += 1) {
    sequence[row] = body.readUInt32LE(row * header.widthBytes)
    if (sequence[row] !== row + 1) gaps += 1
  }
  const columns: Record<string, Float64Array | readonly string[]> = {}
  let offset = 4
  for (const [name, field] of Object.entries(header.fields)) {
    columns[name] = columnOf(body, field, offset, header.widthBytes, count, names)
    offset += widthOf(field)
  }
  const tornBytes = body.length - count * header.widthBytes
  return { record: header.record, writer: header.writer, count, sequence, columns, tornBytes, gaps }
}

function headerOf(bytes: Buffer, path: string, expected: RecordType | undefined) {
  const end = bytes.indexOf(0x0a)
  const header = parseHeader(bytes.toString('utf8', 0, Math.max(end, 0)))
  if (header?.format !== ledgerFormat) {
    throw new GatedrillError({
      code: 'LEDGER_NOT_A_LEDGER',
      where: path,
      what: 'this file does not start like a ledger',
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

function parseHeader(line: string): Header | undefined {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function namesOf(path: string): readonly string[] {
  const lines = readFileSync(path, 'utf8').split('\n')
  // The last line is empty, or cut off and then used by no record.
  return ['', ...lines.slice(0, -1).map((line): string => JSON.parse(line))]
}

function columnOf(
  body: Buffer,
  field: FieldType,
  offset: number,
  widthBytes: number,
  count: number,
  names: readonly string[],
): Float64Array | readonly string[] {
  if (field.type === 'text' || field.type === 'enum') {
    const of = field.type === 'text' ? names : field.of
    const texts = new Array<string>(count)
    for (let row = 0; row < count; row += 1) {
      const at = row * widthBytes + offset
      const index = field.type === 'text' ? body.readUInt32LE(at) : body.readUInt8(at)
      texts[row] = of[index] ?? `?${index}`
    }
    return texts
  }
  const numbers = new Float64Array(count)
  for (let row = 0; row < count; row += 1) {
    numbers[row] = numberAt(body, field.type, row * widthBytes + offset)
  }
  return numbers
}

function numberAt(body: Buffer, type: 'f64' | 'u32' | 'u16' | 'u8', at: number): number {
  if (type === 'f64') return body.readDoubleLE(at)
  if (type === 'u32') return body.readUInt32LE(at)
  if (type === 'u16') return body.readUInt16LE(at)
  return body.readUInt8(at)
}

function widthOf({ type }: FieldType): number {
  return { f64: 8, u32: 4, text: 4, u16: 2, u8: 1, enum: 1 }[type]
}
