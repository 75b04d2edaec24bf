import { chosenFault } from '../chosen-fault.ts'
import { exitCodes } from '../exit-codes.ts'
import { findGameDay } from '../game-day-client.ts'
import { faultText } from '../print-status.ts'

/** Options of the command. */
export type HealOptions = { readonly all?: true; readonly world?: string }

/** Undoes one fault, the only one that is active, or all; waits until they are undone. */
export async function heal(wanted: string | undefined, { all, world }: HealOptions): Promise<void> {
  const gameDay = findGameDay(world)
  const healed =
    all === true
      ? await gameDay.healAll()
      : [await gameDay.heal(chosenFault(wanted, await gameDay.faults()))]
  const lines = healed.map(faultText)
  process.stdout.write(`${lines.length === 0 ? 'no fault was active' : lines.join('\n')}\n`)
  if (healed.some(({ isHealed }) => isHealed !== true)) {
    process.exitCode = exitCodes.objectiveFailed
  }
}
