import type { FieldType } from '../../ledger/record.ts'
import { recordTypes } from '../../ledger/records.ts'
import {
  batchRecords,
  type CodedColumn,
  columnFor,
  type LedgerPiece,
  type LedgerScan,
} from '../../ledger/scan.ts'
import { isOfInstance, type LedgerFile, type RecordName } from './ledger-files.ts'
import { Superseded } from './superseded.ts'
import { type WordCodes, WordMap } from './word-codes.ts'

/** What was found in a file while it was read. */
export type Found = {
  readonly records: number
  /** Sequence numbers that are missing or out of order. */
  readonly gaps: number
  /** Records that are not what was written, by their checksums or by values that no writer writes. */
  readonly damaged: number
  /** Records that were on the disk once and are gone. */
  readonly missing: number
}

/** Some records that are kept, to be put into memory of whoever takes them. */
export type Turn = {
  readonly count: number
  /** Of the memory that it needs. */
  readonly bytes: number
  /** Column by column, as `columnsIn` finds them there. */
  fill(buffer: ArrayBuffer): void
}

/** What no record has of itself; the writers of some are instances, which are started again. */
export function ownColumnsOf(record: RecordName): readonly OwnColumn[] {
  return isOfInstance(record)
    ? ['writer_instance', 'incarnation', 'sequence']
    : ['writer', 'sequence']
}
export type OwnColumn = 'writer' | 'writer_instance' | 'incarnation' | 'sequence'

/** How each column of the table of a record is kept, in their order: its own, then the fields. */
export function columnKindsOf(record: RecordName, words: WordCodes): readonly ColumnKind[] {
  const own = ownColumnsOf(record).map((column) => (isWord(column) ? words.kind : 'u32'))
  const fields = fieldsOf(record).map(([, field]) => (isText(field) ? words.kind : kindOf(field)))
  return [...own, ...fields]
}
export type ColumnKind = 'f64' | 'u32' | 'u16' | 'u8'

/** What a turn of such columns needs. */
export function turnBytesOf(kinds: readonly ColumnKind[]): number {
  return kinds.reduce((sum, kind) => sum + batchRecords * arrays[kind].BYTES_PER_ELEMENT, 0)
}

/** The columns of a turn in its memory, each as long as the largest turn is. */
export function columnsIn(buffer: ArrayBuffer, kinds: readonly ColumnKind[]): CodedColumn[] {
  let at = 0
  return kinds.map((kind) => {
    const column = new arrays[kind](buffer, at, batchRecords)
    at += column.byteLength
    return column
  })
}

const arrays = { f64: Float64Array, u32: Uint32Array, u16: Uint16Array, u8: Uint8Array } as const

/** Makes records of a file into rows of its table: codes of its own texts into those of all. */
export class LedgerDecoder {
  readonly #scan: LedgerScan
  readonly #file: LedgerFile
  readonly #words: WordCodes
  readonly #kinds: readonly ColumnKind[]
  /** Which columns of the file those of the table are. */
  readonly #sources: readonly Source[]
  #records = 0
  #gaps = 0
  #strange = 0

  constructor(scan: LedgerScan, file: LedgerFile, words: WordCodes) {
    this.#scan = scan
    this.#file = file
    this.#words = words
    this.#kinds = columnKindsOf(file.record, words)
    this.#sources = fieldsOf(file.record).map(([name]) => this.#sourceOf(name))
  }

  /** All records that are kept, each turn to be filled before the next one is asked for. */
  *turns(): Generator<Turn> {
    const { record } = this.#file
    const superseded = isWrittenTwice(record) ? new Superseded(this.#keys()) : undefined
    const sequence = new Uint32Array(batchRecords)
    for (const piece of this.#scan.pieces()) {
      this.#scan.sequenceInto(sequence, piece)
      for (let row = 0; row < piece.count; row += 1) {
        if (sequence[row] !== this.#records + row + 1) this.#gaps += 1
      }
      this.#records += piece.count
      yield this.#turn(piece, superseded?.endsIn(piece))
    }
    const left = superseded?.left() ?? []
    for (let from = 0; from < left.length; from += batchRecords) {
      yield this.#turn(this.#scan.at(left.slice(from, from + batchRecords)))
    }
  }

  /** Of all that was read; ask when the turns are over. */
  get found(): Found {
    const { sums, hasNames } = this.#scan
    const ofTexts = this.#sources.reduce((sum, { words }) => sum + (words?.strange ?? 0), 0)
    // Any text of it may be another one.
    const damaged = hasNames ? Math.max(sums.damaged, this.#strange + ofTexts) : this.#records
    return { records: this.#records, gaps: this.#gaps, damaged, missing: sums.missing }
  }

  #turn(piece: LedgerPiece, rows?: Uint32Array): Turn {
    const count = rows?.length ?? piece.count
    const fill = (buffer: ArrayBuffer) => {
      this.#fill(columnsIn(buffer, this.#kinds), piece, rows)
    }
    return { count, bytes: turnBytesOf(this.#kinds), fill }
  }

  #fill(columns: readonly CodedColumn[], piece: LedgerPiece, rows?: Uint32Array): void {
    const count = rows?.length ?? piece.count
    const { record, writer, instance, incarnation } = this.#file
    const { codeOf } = this.#words
    const constants = { writer: codeOf(writer), writer_instance: codeOf(instance), incarnation }
    const own = ownColumnsOf(record)
    for (const [index, name] of own.entries()) {
      const column = columns[index]
      if (name !== 'sequence') column?.fill(constants[name], 0, count)
      else if (column instanceof Uint32Array) this.#scan.sequenceInto(column, piece, rows)
    }
    for (const [index, { place, words, codes }] of this.#sources.entries()) {
      const column = columns[own.length + index]
      if (column === undefined) continue
      this.#scan.columnInto(words === undefined ? column : codes, piece, place, rows)
      if (words !== undefined) words.mapInto(column, codes, count)
      else if (column instanceof Float64Array) this.#check(column, count)
    }
  }

  #check(column: Float64Array, count: number): void {
    for (let row = 0; row < count; row += 1) {
      if (Number.isFinite(column[row])) continue
      this.#strange += 1
      column[row] = 0
    }
  }

  #sourceOf(wanted: string): Source {
    const place = this.#scan.fields.findIndex(([name]) => name === wanted)
    const field = this.#scan.fields[place]?.[1]
    const codes = columnFor(field?.type ?? 'u8', batchRecords)
    if (field?.type === 'enum') return { place, codes, words: new WordMap(field.of, this.#words) }
    if (field?.type !== 'text') return { place, codes }
    return { place, codes, words: new WordMap(this.#scan.names, this.#words) }
  }

  /** Reads from a piece what tells requests apart. */
  #keys() {
    const [event, requestId, attempt, receivedAtUs] = [
      'event',
      'requestId',
      'attempt',
      'receivedAtUs',
    ].map((name) => this.#sourceOf(name))
    return (piece: LedgerPiece) => {
      const read = (source: Source | undefined) => {
        if (source === undefined) return new Uint8Array()
        this.#scan.columnInto(source.codes, piece, source.place)
        return source.codes
      }
      return {
        events: read(event),
        requestIds: read(requestId),
        attempts: read(attempt),
        receivedAtUs: read(receivedAtUs),
      }
    }
  }
}

type Source = {
  readonly place: number
  /** What was read of a text or an enum, before it is made into words. */
  readonly codes: CodedColumn
  readonly words?: WordMap
}

/** The fields of a record, in their order. */
export function fieldsOf(record: RecordName): [string, FieldType][] {
  const fields: Readonly<Record<string, FieldType>> = recordTypes[record].fields
  return Object.entries(fields)
}

/** Whether a column that is no field is kept as a word. */
export function isWord(column: OwnColumn): boolean {
  return column === 'writer' || column === 'writer_instance'
}

/** Whether a field is kept as a word. */
export function isText({ type }: FieldType): boolean {
  return type === 'text' || type === 'enum'
}

function kindOf({ type }: FieldType): ColumnKind {
  return type === 'text' || type === 'enum' ? 'u32' : type
}

/** Received and then answered, of which the second record says it all. */
function isWrittenTwice(record: RecordName): boolean {
  return record === 'gateway' || record === 'backend'
}
