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
      const key = attempts[row] === 1 ? id : `${id} ${attempts[row]}`
      const atUs = receivedAtUs[row] ?? 0
      const open = this.#open.get(key)
      if (events[row] === 0) {
        // Received again, without an end of the first time.
        if (open !== undefined) this.#left.push(open.place)
        this.#open.set(key, { place: piece.first + row, atUs })
        continue
      }
      if (open?.atUs === atUs) this.#open.delete(key)
      kept[count] = row
      count += 1
    }
    return kept.subarray(0, count)
  }

  /** Places in the file of those that no second record came for, in the order of writing. */
  left(): readonly number[] {
    return [...this.#left, ...Array.from(this.#open.values(), ({ place }) => place)].sort(
      (a, b) => a - b,
    )
  }
}

type Received = { readonly place: number; readonly atUs: number }

/** Of each record of a piece; `received` is the first of the events. */
type Keys = {
  readonly events: CodedColumn
  readonly requestIds: CodedColumn
  readonly attempts: CodedColumn
  readonly receivedAtUs: CodedColumn
}
