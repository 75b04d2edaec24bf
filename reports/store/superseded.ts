import type { LedgerBatch } from '../../ledger/scan.ts'

/**
 * A witness writes a request down when it is received and again when it is answered, and the second
 * record says all that the first one did. So the first is needed only of requests that have no second:
 * half of what there is to read need not be kept.
 */
export class Superseded {
  readonly #columns: Columns
  /** Of requests without a second record so far: the place of the first. */
  readonly #open = new Map<number | string, Received>()
  readonly #left: number[] = []

  constructor(columns: Columns) {
    this.#columns = columns
  }

  /** The rows of a batch to be kept now: those that end a request. */
  endsIn(batch: LedgerBatch): Uint32Array {
    const { event, requestId, attempt, receivedAtUs } = this.#columns
    const [events, ids, attempts, times] = [
      batch.columns[event] ?? none,
      batch.columns[requestId] ?? none,
      batch.columns[attempt] ?? none,
      batch.columns[receivedAtUs] ?? none,
    ]
    const kept = new Uint32Array(batch.count)
    let count = 0
    for (let row = 0; row < batch.count; row += 1) {
      const id = ids[row] ?? 0
      const key = attempts[row] === 1 ? id : `${id} ${attempts[row]}`
      const atUs = times[row] ?? 0
      const open = this.#open.get(key)
      if (events[row] === 0) {
        // Received again, without an end of the first time.
        if (open !== undefined) this.#left.push(open.place)
        this.#open.set(key, { place: batch.first + row, atUs })
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

/** Where in a record these fields are; `received` is the first of the events. */
type Columns = {
  readonly event: number
  readonly requestId: number
  readonly attempt: number
  readonly receivedAtUs: number
}

const none = new Uint8Array()
