import { exitCodes } from '../exit-codes.ts'
import { faultParamsOf } from '../fault-params.ts'
import { findGameDay, type GameDay } from '../game-day-client.ts'
import { faultText } from '../print-status.ts'

/** Options of the command. */
export type InjectOptions = {
  /** Seconds; absent: until it is healed. */
  readonly for?: number
  readonly world?: string
  readonly json?: true
}

/** A fault that does not show by then probably never will; it goes on all the same. */
const proofWithinMs = 20_000
const askEveryMs = 100

/** Injects a fault into the world that is held up, and waits for the proof that it bites. */
export async function inject(
  kind: string,
  words: readonly string[],
  { for: durationS, world, json }: InjectOptions,
): Promise<void> {
  const gameDay = findGameDay(world)
  const wanted = { kind, params: faultParamsOf(words) }
  const { id } = await gameDay.inject(durationS === undefined ? wanted : { ...wanted, durationS })
  const fault = await whenProven(gameDay, id)
  process.stdout.write(
    `${json === true ? JSON.stringify(fault, undefined, 2) : faultText(fault)}\n`,
  )
  if (!fault.isProven) process.exitCode = exitCodes.inconclusive
}

async function whenProven(gameDay: GameDay, id: string) {
  const deadline = AbortSignal.timeout(proofWithinMs)
  for (;;) {
    const fault = (await gameDay.faults()).find((one) => one.id === id)
    if (fault === undefined) throw new Error(`${id} has gone`)
    if (fault.isProven || !fault.isActive || deadline.aborted) return fault
    await new Promise((resume) => setTimeout(resume, askEveryMs))
  }
}
