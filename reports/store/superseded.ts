import type { CodedColumn, LedgerPiece } from '../../ledger/scan.ts'

/**
 * A witness writes a request down when it is received and again when it is answered, and the second
 * record says all that the first one did. So the first is needed only of requests that have no second:
 * half of what there is to read need not be kept.
 */
export class Superseded {
  readonly #keysOf: (piece: LedgerPiece) => Keys
  /** Of requests without a second record so far: the place of the first. */
  readonly #open = new Map<number | string, Received>()
  /**
   * The same of first attempts, by the end of their ids, as those under way at once have ids near to
   * each other; whoever finds its slot taken is in the map. One of the two has a request, or none.
   */
  readonly #ids = new Float64Array(slots).fill(Number.NaN)
  readonly #places = new Float64Array(slots)
  readonly #times = new Float64Array(slots)
  readonly #left: number[] = []

  /** `keysOf` reads from a piece what tells requests apart. */
  constructor(keysOf: (piece: LedgerPiece) => Keys) {
    this.#keysOf = keysOf
  }

  /** The rows of a piece to be kept now: those that end a request. */
  endsIn(piece: LedgerPiece): Uint32Array {
    const { events, requestIds, attempts, receivedAtUs } = this.#keysOf(piece)
    const kept = new Uint32Array(piece.count)
    let count = 0
    for (let row = 0; row < piece.count; row += 1) {
      const id = requestIds[row] ?? 0
      const attempt = attempts[row] ?? 0
      const atUs = receivedAtUs[row] ?? 0
      if (events[row] === 0) {
        this.#receive(id, attempt, { place: piece.first + row, atUs })
        continue
      }
      this.#end(id, attempt, atUs)
      kept[count] = row
      count += 1
    }
    return kept.subarray(0, count)
  }

  /** Places in the file of those that no second record came for, in the order of writing. */
  left(): readonly number[] {
    const inSlots = [...this.#places].filter((_, slot) => !Number.isNaN(this.#ids[slot]))
    const inMap = Array.from(this.#open.values(), ({ place }) => place)
    return [...this.#left, ...inSlots, ...inMap].sort((a, b) => a - b)
  }

  #receive(id: number, attempt: number, received: Received): void {
    const slot = id & (slots - 1)
    const key = keyOf(id, attempt)
    const isKnown = this.#open.size > 0 && this.#open.has(key)
    if (attempt === 1 && !isKnown && id >= 0) {
      const other = this.#ids[slot] ?? Number.NaN
      if (other === id || Number.isNaN(other)) {
        // Received again, without an end of the first time.
        if (other === id) this.#left.push(this.#places[slot] ?? 0)
        this.#ids[slot] = id
        this.#places[slot] = received.place
        this.#times[slot] = received.atUs
        return
      }
    }
    const open = this.#open.get(key)
    if (open !== undefined) this.#left.push(open.place)
    this.#open.set(key, received)
  }

  #end(id: number, attempt: number, atUs: number): void {
    const slot = id & (slots - 1)
    if (attempt === 1 && this.#ids[slot] === id) {
      if (this.#times[slot] === atUs) this.#ids[slot] = Number.NaN
      return
    }
    if (this.#open.size === 0) return
    const key = keyOf(id, attempt)
    if (this.#open.get(key)?.atUs === atUs) this.#open.delete(key)
  }
}

const slots = 1 << 14

function keyOf(id: number, attempt: number): number | string {
  return attempt === 1 ? id : `${id} ${attempt}`
}

type Received = { readonly place: number; readonly atUs: number }

/** Of each record of a piece; `received` is the first of the events. */
type Keys = {
  readonly events: CodedColumn
  readonly requestIds: CodedColumn
  readonly attempts: CodedColumn
  readonly receivedAtUs: CodedColumn
}
