import type { PlacedInstance } from '../../../../ledger/run.ts'
import { wait } from '../../../../sim/clock.ts'
import type { FaultWorld } from '../../../../sim/faults/define-fault.ts'
import { type FakeClock, fakeClock } from '../fake-clock.ts'

export const instances: readonly PlacedInstance[] = [1, 2, 3].flatMap((zone) =>
  ['a', 'b'].map((letter) => ({
    instance: `westeurope-${zone}-u${zone}-${letter}`,
    region: 'westeurope',
    zone: `westeurope-${zone}`,
    unit: zone,
  })),
)

export type WorldInMemory = {
  readonly world: FaultWorld
  readonly clock: FakeClock
  /** What was done to the world, in order. */
  readonly events: string[]
  /** Instances that would not answer now. */
  harmed(): string[]
}

export type WorldInMemoryOptions = {
  readonly signal?: AbortSignal
  /** This step (from 1) of all that a fault takes throws. */
  readonly throwsAt?: number
}

export function worldInMemory({ signal, throwsAt }: WorldInMemoryOptions = {}): WorldInMemory {
  const clock = fakeClock()
  const events: string[] = []
  const harms = new Map<string, Set<string>>()
  let steps = 0
  const harmedBy = (instance: string) => harms.get(instance) ?? new Set<string>()
  const step = (name: string) => {
    steps += 1
    if (steps === throwsAt) throw new Error(`step ${steps} (${name}) failed`)
    events.push(name)
  }
  const harm = (kind: string) => async (targets: readonly PlacedInstance[]) => {
    step(kind)
    for (const { instance } of targets) {
      harms.set(instance, new Set([...harmedBy(instance), kind]))
    }
    return {
      async [Symbol.asyncDispose]() {
        events.push(`undo ${kind}`)
        for (const { instance } of targets) harmedBy(instance).delete(kind)
      },
    }
  }
  const harmed = () =>
    instances.map(({ instance }) => instance).filter((instance) => harmedBy(instance).size > 0)
  const world: FaultWorld = {
    instances,
    silence: harm('silence'),
    kill: harm('kill'),
    answers: async ({ instance }) => !harmed().includes(instance),
    wait(delayMs) {
      step(`wait ${delayMs}`)
      return wait(clock, delayMs, signal)
    },
  }
  return { world, clock, events, harmed }
}
