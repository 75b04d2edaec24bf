import { findGameDay } from '../game-day-client.ts'
import { printStatus } from '../print-status.ts'

/** Options of the command. */
export type StatusOptions = { readonly world?: string; readonly json?: true }

/** Prints where the world that is held up stands. */
export async function status({ world, json }: StatusOptions): Promise<void> {
  const now = await findGameDay(world).status()
  if (json === true) process.stdout.write(`${JSON.stringify(now, undefined, 2)}\n`)
  else printStatus(now)
}
