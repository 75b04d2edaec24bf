import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs'
import { crc32 } from 'node:zlib'

/*
 * Beside a ledger stands `<path>.sums`: of each stretch of it, checksums of what the disk took. A
 * record that was changed later is known by them, though it may look as good as before. One entry:
 * records and bytes of names so far, checksum of the stretch of records, and of names; u32 each.
 */

const entryBytes = 16
/** A stretch ends with the first flush past this: small enough to say where, and soon written. */
const stretchBytes = 1 << 16

const pathOf = (ledgerPath: string) => `${ledgerPath}.sums`

/** Sums what a writer puts on disk. What it could not write of the sums is not checked later. */
export class SumsWriter implements Disposable {
  readonly #file: number
  readonly #widthBytes: number
  #records = 0
  #namesBytes = 0
  #recordsSum = 0
  #namesSum = 0
  #openBytes = 0

  constructor(ledgerPath: string, widthBytes: number) {
    this.#file = openSync(pathOf(ledgerPath), 'wx')
    this.#widthBytes = widthBytes
  }

  /** The disk has taken these whole records. */
  addRecords(bytes: Uint8Array): void {
    this.#recordsSum = crc32(bytes, this.#recordsSum)
    this.#records += bytes.length / this.#widthBytes
    this.#openBytes += bytes.length
    if (this.#openBytes >= stretchBytes) this.#end()
  }

  /** The disk has taken these names. */
  addNames(bytes: Uint8Array): void {
    this.#namesSum = crc32(bytes, this.#namesSum)
    this.#namesBytes += bytes.length
  }

  [Symbol.dispose](): void {
    if (this.#openBytes > 0) this.#end()
    closeSync(this.#file)
  }

  #end(): void {
    const entry = Uint32Array.of(this.#records, this.#namesBytes, this.#recordsSum, this.#namesSum)
    try {
      writeSync(this.#file, new Uint8Array(entry.buffer))
    } catch {
      // A full disk: its ledger tells of that.
    }
    this.#recordsSum = 0
    this.#namesSum = 0
    this.#openBytes = 0
  }
}

/** Holds the bytes of a ledger, as they are read from its start, against its sums. */
export class SumsCheck {
  readonly #entries: Uint32Array
  readonly #widthBytes: number
  #entry = 0
  #read = 0
  #sum = 0
  #damaged = 0

  /** A ledger without sums is not checked. */
  constructor(ledgerPath: string, widthBytes: number) {
    const path = pathOf(ledgerPath)
    const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
    const whole = bytes.subarray(0, bytes.length - (bytes.length % entryBytes))
    this.#entries = new Uint32Array(Uint8Array.from(whole).buffer)
    this.#widthBytes = widthBytes
  }

  /** Records that are there and not what was written. */
  get damaged(): number {
    return this.#damaged
  }

  /** Records that the disk took once and that are gone; ask when all were read. */
  get missing(): number {
    return Math.max(0, (this.#entries.at(-4) ?? 0) - this.#read)
  }

  /** The next records, whole. */
  take(bytes: Uint8Array): void {
    let at = 0
    while (at < bytes.length) {
      const end = this.#entries[this.#entry * 4]
      const left = end === undefined ? Number.POSITIVE_INFINITY : end - this.#read
      const records = Math.min(left, (bytes.length - at) / this.#widthBytes)
      const next = at + Math.max(0, records) * this.#widthBytes
      this.#sum = crc32(bytes.subarray(at, next), this.#sum)
      this.#read += Math.max(0, records)
      at = next
      if (records >= left) this.#endStretch()
    }
  }

  /** True when the names are those that were written. */
  hasNames(bytes: Uint8Array): boolean {
    let from = 0
    for (let entry = 0; entry < this.#entries.length; entry += 4) {
      const to = this.#entries[entry + 1] ?? 0
      if (crc32(bytes.subarray(from, to)) !== this.#entries[entry + 3]) return false
      from = to
    }
    return true
  }

  #endStretch(): void {
    const before = this.#entry === 0 ? 0 : (this.#entries[this.#entry * 4 - 4] ?? 0)
    if (this.#sum !== this.#entries[this.#entry * 4 + 2]) this.#damaged += this.#read - before
    this.#entry += 1
    this.#sum = 0
  }
}
