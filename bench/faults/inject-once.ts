import { setTimeout as pause } from 'node:timers/promises'
import type { ClockUs } from '../../ledger/clock.ts'
import { faults } from '../../sim/faults/plan-faults.ts'
import type { HeldWorld } from './held-world.ts'

/** One injection; `undefined` where there was no proof in time. */
export type Injected = {
  readonly kind: string
  readonly id: string
  /** From the command until whoever asks is told that it bites. */
  readonly toldMs: number | undefined
  readonly isHealed: boolean
}

const provenWithinMs = 8_000
const steadyWithinMs = 20_000
const askEveryMs = 10

/** Injects a fault by its example, waits for its proof, heals it and waits until all is well. */
export async function injectOnce(
  kind: string,
  { day }: HeldWorld,
  nowUs: ClockUs,
): Promise<Injected> {
  const askedAtUs = nowUs()
  const { id } = await day.inject({ kind, params: { ...faults.get(kind)?.example } })
  const isProven = await until(provenWithinMs, nowUs, async () => {
    const fault = (await day.faults()).find((one) => one.id === id)
    return fault?.isProven === true
  })
  const toldMs = isProven ? (nowUs() - askedAtUs) / 1_000 : undefined
  const { isHealed = false } = await day.heal(id)
  const isSteady = await until(steadyWithinMs, nowUs, async () => {
    const { instances } = await day.status()
    return instances.every(({ isIn }) => isIn)
  })
  return { kind, id, toldMs, isHealed: isHealed && isSteady }
}

async function until(
  withinMs: number,
  nowUs: ClockUs,
  isTrue: () => Promise<boolean>,
): Promise<boolean> {
  const deadlineUs = nowUs() + withinMs * 1_000
  while (!(await isTrue())) {
    if (nowUs() > deadlineUs) return false
    await pause(askEveryMs)
  }
  return true
}
