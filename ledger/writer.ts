import { closeSync, openSync, writeSync } from 'node:fs'
import type { FieldType, RecordOf, RecordType } from './record.ts'
import { SumsWriter } from './sums.ts'

/** Marks the first line of a ledger file; the version moves when the file's shape does. */
export const ledgerFormat = 'gatedrill-ledger-1'

let isDiskFull = false

/** From now on the disk takes nothing that a ledger of this process writes, or all of it again. */
export function makeDiskFull(isFull: boolean): void {
  isDiskFull = isFull
}

let wrongByUs = 0

/** From now on every instant that a ledger of this process tells is so far ahead of the true one. */
export function setLedgerClock(aheadMs: number): void {
  wrongByUs = aheadMs * 1_000
}

/**
 * Appends fixed-width records to `<path>`, and new texts to `<path>.names` (one JSON string a
 * line, the first is text 1; 0 is the empty text), and checksums to `<path>.sums`. What one turn of the event loop appended is
 * written at its end, so a killed process loses at most one turn, and the file's last sequence
 * number tells how much it had written. What a full disk does not take is lost, and shows as a gap
 * in the sequence: the process that is watched must not die of its witness.
 *
 * An owner whose turns are many and short may see to that itself (`isFlushedByOwner`): it calls
 * `flush` as often as it can bear to lose what came since; a full buffer is written all the same.
 */
export class LedgerWriter<Type extends RecordType> implements Disposable {
  readonly #type: Type
  readonly #file: number
  readonly #namesFile: number
  readonly #sums: SumsWriter
  readonly #slots: readonly Slot[]
  readonly #path: string
  readonly #header: Buffer
  readonly #texts = new Map<string, number>([['', 0]])
  readonly #buffer = Buffer.alloc(1 << 16)
  readonly #view = new DataView(this.#buffer.buffer, this.#buffer.byteOffset)
  #usedBytes = 0
  #newNames = ''
  #sequence = 0
  readonly #isFlushedByOwner: boolean
  #isFlushScheduled = false
  /** Where the next record goes: behind the last whole one. */
  #fileBytes = 0
  #namesBytes = 0
  #isFailing = false
  #isClosed = false

  constructor(
    type: Type,
    path: string,
    writer: string,
    { isFlushedByOwner = false }: { readonly isFlushedByOwner?: boolean } = {},
  ) {
    this.#isFlushedByOwner = isFlushedByOwner
    this.#type = type
    this.#file = openSync(path, 'wx')
    this.#namesFile = openSync(`${path}.names`, 'wx')
    const { name, fields, widthBytes } = type
    this.#sums = new SumsWriter(path, widthBytes)
    const header = { format: ledgerFormat, record: name, writer, widthBytes, fields }
    this.#path = path
    this.#header = Buffer.from(`${JSON.stringify(header)}\n`)
    // A process that starts on a full disk serves all the same, and there may be room later.
    this.#attempt(() => this.#writeHeader())
    this.#slots = Object.entries(fields).map(([fieldName, field], index) =>
      slotOf(fieldName, field, type.offsets[index] ?? 0),
    )
  }

  append(record: RecordOf<Type>): void {
    if (this.#isClosed) return
    if (this.#usedBytes + this.#type.widthBytes > this.#buffer.length) this.flush()
    this.#sequence += 1
    this.#view.setUint32(this.#usedBytes, this.#sequence, true)
    this.#putAll(wrongByUs === 0 ? record : withWrongTimes(record))
    this.#usedBytes += this.#type.widthBytes
    if (this.#isFlushScheduled || this.#isFlushedByOwner) return
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
    this.#attempt(() => this.#writeRecords())
    this.#usedBytes = 0
  }

  #attempt(write: () => void): void {
    try {
      write()
      this.#isFailing = false
    } catch (error) {
      if (!this.#isFailing) console.error(`${this.#path}: records are lost: ${error}`)
      this.#isFailing = true
    }
  }

  #writeRecords(): void {
    if (isDiskFull) throw new Error('ENOSPC: the disk takes no more (made so by a fault)')
    this.#writeHeader()
    // Names first: a record on disk never points to a text that is not.
    this.#writeNames()
    const takenBytes = writeSync(this.#file, this.#buffer, 0, this.#usedBytes, this.#fileBytes)
    const wholeBytes = takenBytes - (takenBytes % this.#type.widthBytes)
    this.#fileBytes += wholeBytes
    this.#sums.addRecords(this.#buffer.subarray(0, wholeBytes))
    // No error comes of a part that was taken; the rest is lost all the same.
    if (takenBytes < this.#usedBytes) throw new Error('ENOSPC: the disk took a part of it')
  }

  /** Whole before anything else. */
  #writeHeader(): void {
    if (this.#fileBytes > 0) return
    const takenBytes = writeSync(this.#file, this.#header, 0, this.#header.length, 0)
    if (takenBytes < this.#header.length) throw new Error('ENOSPC: the disk took a part of it')
    this.#fileBytes = takenBytes
  }

  #writeNames(): void {
    if (this.#newNames === '') return
    const names = Buffer.from(this.#newNames)
    const takenBytes = writeSync(this.#namesFile, names, 0, names.length, this.#namesBytes)
    // The next time over what was taken: a name is whole, or not there.
    if (takenBytes < names.length) throw new Error('ENOSPC: the disk took a part of the names')
    this.#namesBytes += takenBytes
    this.#sums.addNames(names)
    this.#newNames = ''
  }

  [Symbol.dispose](): void {
    if (this.#isClosed) return
    this.flush()
    this.#isClosed = true
    closeSync(this.#file)
    closeSync(this.#namesFile)
    this.#sums[Symbol.dispose]()
  }

  /**
   * Records are mostly made in the order of their fields, and going through one as it was made
   * takes half the time of asking it for each field by name.
   */
  #putAll(values: Values): void {
    let index = 0
    for (const name in values) {
      const slot = this.#slots[index]
      if (slot?.name !== name) break
      this.#put(slot, values[name] ?? 0)
      index += 1
    }
    for (; index < this.#slots.length; index += 1) {
      const slot = this.#slots[index]
      if (slot !== undefined) this.#put(slot, values[slot.name] ?? 0)
    }
  }

  /** Of every field of every record: numbers come as numbers, all else as texts. */
  #put({ type, offset, indexes }: Slot, value: string | number): void {
    const at = this.#usedBytes + offset
    if (typeof value === 'string') {
      if (type === 'text') this.#view.setUint32(at, this.#textIndexOf(value), true)
      else this.#view.setUint8(at, indexes?.get(value) ?? 0)
    } else if (type === 'text') this.#view.setUint32(at, 0, true)
    else if (type === 'f64') this.#view.setFloat64(at, value, true)
    else if (type === 'u32') this.#view.setUint32(at, Math.min(value, 0xffff_ffff), true)
    else if (type === 'u16') this.#view.setUint16(at, Math.min(value, 0xffff), true)
    else this.#view.setUint8(at, Math.min(value, 0xff))
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

type Values = Readonly<Record<string, string | number>>

/** Instants are known by their names; one that never came stays 0. */
function withWrongTimes(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const isInstant =
        typeof value === 'number' && value !== 0 && /^at(Us|Ms)$|At(Us|Ms)$/.test(name)
      if (!isInstant) return [name, value]
      return [name, name.endsWith('Ms') ? value + wrongByUs / 1_000 : value + wrongByUs]
    }),
  )
}

type Slot = {
  readonly name: string
  readonly type: FieldType['type']
  readonly offset: number
  /** Of an enum: the index of each of its names. */
  readonly indexes: ReadonlyMap<string, number> | undefined
}

function slotOf(name: string, field: FieldType, offset: number): Slot {
  const indexes =
    field.type === 'enum'
      ? new Map(field.of.map((enumName, index) => [enumName, index]))
      : undefined
  return { name, type: field.type, offset, indexes }
}
