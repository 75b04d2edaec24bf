import { closeSync, openSync, writeSync } from 'node:fs'
import type { RecordOf, RecordType } from './record.ts'

/** Marks the first line of a ledger file; the version moves when the file's shape does. */
export const ledgerFormat = 'gatedrill-ledger-1'

/**
 * Appends fixed-width records to `<path>`, and new texts to `<path>.names` (one JSON string a
 * line, the first is text 1; 0 is the empty text). What one turn of the event loop appended is
 * written at its end, so a killed process loses at most one turn, and the file's last sequence
 * number tells how much it had written.
 */
export class LedgerWriter<Type extends RecordType> implements Disposable {
  readonly #type: Type
  readonly #file: number
  readonly #namesFile: number
  readonly #fields: readonly (readonly [name: string, put: Put, offset: number])[]
  readonly #texts = new Map<string, number>([['', 0]])
  #buffer = Buffer.alloc(1 << 16)
  #usedBytes = 0
  #newNames = ''
  #sequence = 0
  #isFlushScheduled = false
  #isClosed = false

  constructor(type: Type, path: string, writer: string) {
    this.#type = type
    this.#file = openSync(path, 'wx')
    this.#namesFile = openSync(`${path}.names`, 'wx')
    const { name, fields, widthBytes } = type
    const header = { format: ledgerFormat, record: name, writer, widthBytes, fields }
    writeSync(this.#file, `${JSON.stringify(header)}\n`)
    this.#fields = Object.entries(fields).map(([fieldName, field], index) => [
      fieldName,
      this.#putOf(field),
      type.offsets[index] ?? 0,
    ])
  }

  append(record: RecordOf<Type>): void {
    if (this.#isClosed) return
    if (this.#usedBytes + this.#type.widthBytes > this.#buffer.length) this.flush()
    this.#sequence += 1
    this.#buffer.writeUInt32LE(this.#sequence, this.#usedBytes)
    const values: Readonly<Record<string, string | number>> = record
    for (const [name, put, offset] of this.#fields) {
      put(values[name] ?? 0, this.#usedBytes + offset)
    }
    this.#usedBytes += this.#type.widthBytes
    if (this.#isFlushScheduled) return
    this.#isFlushScheduled = true
    setImmediate(() => this.flush())
  }

  /** How many records were appended so far. */
  get sequence(): number {
    return this.#sequence
  }

  flush(): void {
    this.#isFlushScheduled = false
    if (this.#usedBytes === 0 || this.#isClosed) return
    // Names first: a record on disk never points to a text that is not.
    if (this.#newNames !== '') writeSync(this.#namesFile, this.#newNames)
    this.#newNames = ''
    writeSync(this.#file, this.#buffer, 0, this.#usedBytes)
    this.#usedBytes = 0
  }

  [Symbol.dispose](): void {
    if (this.#isClosed) return
    this.flush()
    this.#isClosed = true
    closeSync(this.#file)
    closeSync(this.#namesFile)
  }

  #putOf(field: RecordType['fields'][string]): Put {
    switch (field.type) {
      case 'f64':
        return (value, at) => this.#buffer.writeDoubleLE(Number(value), at)
      case 'u32':
        return (value, at) => this.#buffer.writeUInt32LE(Math.min(Number(value), 0xffff_ffff), at)
      case 'u16':
        return (value, at) => this.#buffer.writeUInt16LE(Math.min(Number(value), 0xffff), at)
      case 'u8':
        return (value, at) => this.#buffer.writeUInt8(Math.min(Number(value), 0xff), at)
      case 'text':
        return (value, at) => this.#buffer.writeUInt32LE(this.#textIndexOf(String(value)), at)
      case 'enum': {
        const indexes = new Map(field.of.map((name, index) => [name, index]))
        return (value, at) => this.#buffer.writeUInt8(indexes.get(String(value)) ?? 0, at)
      }
    }
  }

  #textIndexOf(value: string): number {
    const known = this.#texts.get(value)
    if (known !== undefined) return known
    const index = this.#texts.size
    this.#texts.set(value, index)
    this.#newNames += `${JSON.stringify(value)}\n`
    return index
  }
}

type Put = (value: string | number, at: number) => void
