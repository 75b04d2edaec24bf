import { z } from 'zod'
import { defineHarm, type HarmKinds } from '../../ledger/harms.ts'
import type { Clock } from '../clock.ts'
import type { ReplicatedCounters } from '../counters/replicated-counters.ts'
import type { Mesh } from './mesh.ts'
import type { Carrier, Portion, Post } from './post.ts'

export type CounterHarmsOptions = {
  readonly counters: Pick<ReplicatedCounters, 'forget' | 'setSkew'>
  readonly mesh: Pick<Mesh, 'meetAnew'>
  readonly post: Post
  readonly clock: Pick<Clock, 'after'>
  /** A stream of its own, 0 to 1. */
  readonly random: () => number
}

const share = z.number().gt(0).max(1)

// A sender whose portions are held back waits when there are so many.
const heldMax = 10_000

/** What can be done to the counters of an instance, and to what it tells others of them. */
export function counterHarms(options: CounterHarmsOptions): HarmKinds {
  const { counters, mesh, post, clock, random } = options
  return {
    /** Every portion leaves late. */
    'counter-delay': defineHarm({
      params: z.strictObject({
        delayMs: z.number().nonnegative(),
        jitterMs: z.number().nonnegative().default(0),
      }),
      apply: ({ delayMs, jitterMs }) =>
        post.giveTo(late(clock, () => delayMs + jitterMs * random())),
    }),
    /** A share of the portions never leaves; the sender learns it from the missing receipt. */
    'counter-loss': defineHarm({
      params: z.strictObject({ share: share.default(1) }),
      apply: (params) => post.giveTo(losing(() => random() < params.share)),
    }),
    /** Every portion leaves several times. */
    'counter-duplicate': defineHarm({
      params: z.strictObject({ copies: z.number().int().min(2).max(10).default(2) }),
      apply: ({ copies }) => post.giveTo(copying(copies)),
    }),
    /** Every second portion leaves after the one behind it. */
    'counter-reorder': defineHarm({
      params: z.strictObject({}),
      apply: () => post.giveTo(reordering()),
    }),
    /** No portion leaves until the end, then all do at once. Source: Antithesis, jammed networks. */
    'counter-jam': defineHarm({
      params: z.strictObject({}),
      apply: () => post.giveTo(jamming()),
    }),
    /** Everything that was counted is forgotten, as by a process that starts anew. */
    'counter-reset': defineHarm({
      params: z.strictObject({ catchesUp: z.boolean().default(true) }),
      apply({ catchesUp }) {
        counters.forget()
        if (catchesUp) mesh.meetAnew()
        return () => undefined
      },
    }),
    /** The clock that counts calls is ahead (or behind). */
    'counter-clock-skew': defineHarm({
      params: z.strictObject({ skewMs: z.number() }),
      apply({ skewMs }) {
        counters.setSkew(skewMs)
        return () => counters.setSkew(0)
      },
    }),
  }
}

function late(clock: Pick<Clock, 'after'>, delayMs: () => number): Carrier {
  const waiting = new Map<Portion, () => void>()
  return {
    carry(portion) {
      const callOff = clock.after(delayMs(), () => {
        waiting.delete(portion)
        portion.send()
      })
      waiting.set(portion, callOff)
    },
    end() {
      for (const [portion, callOff] of waiting) {
        callOff()
        portion.send()
      }
    },
  }
}

function losing(isLost: () => boolean): Carrier {
  return {
    carry(portion) {
      if (!isLost()) portion.send()
    },
    end: () => undefined,
  }
}

function copying(copies: number): Carrier {
  return {
    carry(portion) {
      for (let copy = 0; copy < copies; copy += 1) portion.send()
    },
    end: () => undefined,
  }
}

function reordering(): Carrier {
  const held = new Map<string, Portion>()
  return {
    carry(portion) {
      const before = held.get(portion.peer)
      if (before === undefined) {
        held.set(portion.peer, portion)
        portion.taken()
        return
      }
      held.delete(portion.peer)
      portion.send()
      before.send()
    },
    end() {
      for (const portion of held.values()) portion.send()
    },
  }
}

function jamming(): Carrier {
  const held: Portion[] = []
  return {
    carry(portion) {
      held.push(portion)
      if (held.length < heldMax) portion.taken()
    },
    end() {
      for (const portion of held) portion.send()
    },
  }
}
