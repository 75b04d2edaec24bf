import seedrandom from 'seedrandom'
import { expect, test } from 'vitest'
import type { LedgerPiece } from '../../../../ledger/scan.ts'
import { Superseded } from '../../../../reports/store/superseded.ts'

type Seen = {
  readonly event: number
  readonly requestId: number
  readonly attempt: number
  readonly receivedAtUs: number
}

/** Some that never end, that end without a beginning, come twice, and share the end of their ids. */
function seenBy(random: () => number): Seen[] {
  const ids = Array.from({ length: 300 }, (_, id) => id + (id % 3) * 65_536)
  return Array.from({ length: 4_000 }, (_, index) => ({
    event: random() < 0.5 ? 0 : 1,
    requestId: ids[Math.floor(random() * ids.length)] ?? 0,
    attempt: random() < 0.8 ? 1 : Math.floor(random() * 3),
    receivedAtUs: random() < 0.7 ? 1 : index,
  }))
}

/** The latest that was received is open until one of the same instant ends it. */
function plainlyKept(all: readonly Seen[]) {
  const open = new Map<string, { place: number; receivedAtUs: number }>()
  const [ends, left]: [number[], number[]] = [[], []]
  for (const [place, { event, requestId, attempt, receivedAtUs }] of all.entries()) {
    const key = `${requestId} ${attempt}`
    const known = open.get(key)
    if (event === 0) {
      if (known !== undefined) left.push(known.place)
      open.set(key, { place, receivedAtUs })
    } else {
      if (known?.receivedAtUs === receivedAtUs) open.delete(key)
      ends.push(place)
    }
  }
  for (const { place } of open.values()) left.push(place)
  return { ends, left: left.sort((a, b) => a - b) }
}

test.each([1, 2, 3, 4])('what ends and what never does is told apart (seed %i)', (seed) => {
  const all = seenBy(seedrandom(String(seed)))
  const part = 512
  const superseded = new Superseded(({ first, count }) => {
    const rows = all.slice(first, first + count)
    return {
      events: Uint8Array.from(rows, ({ event }) => event),
      requestIds: Float64Array.from(rows, ({ requestId }) => requestId),
      attempts: Uint8Array.from(rows, ({ attempt }) => attempt),
      receivedAtUs: Float64Array.from(rows, ({ receivedAtUs }) => receivedAtUs),
    }
  })
  const ends: number[] = []
  for (let first = 0; first < all.length; first += part) {
    const count = Math.min(part, all.length - first)
    const piece: LedgerPiece = { first, count, view: new DataView(new ArrayBuffer()) }
    ends.push(...Array.from(superseded.endsIn(piece), (row) => first + row))
  }
  expect({ ends, left: superseded.left() }).toEqual(plainlyKept(all))
})
