import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { summarySchema } from '../../reports/summary.ts'
import { isDead } from '../../sim/game-day/state-file.ts'
import { findGameDay } from '../game-day-client.ts'
import { printSummary } from '../print-summary.ts'

/** Options of the command. */
export type DownOptions = { readonly world?: string }

const askEveryMs = 100
/** Faults are healed, processes stopped and the report made; then its controller goes. */
const downWithinMs = 120_000

/** Ends the world that is held up, waits for its report and prints the verdict. */
export async function down({ world }: DownOptions): Promise<void> {
  const gameDay = findGameDay(world)
  await gameDay.down()
  const { state } = gameDay
  const deadline = AbortSignal.timeout(downWithinMs)
  while (!isDead(state) && !deadline.aborted) {
    await new Promise((resume) => setTimeout(resume, askEveryMs))
  }
  const file = join(state.folder, 'summary.json')
  if (existsSync(file)) {
    printSummary(summarySchema.parse(JSON.parse(readFileSync(file, 'utf8'))), state.folder)
  } else process.stdout.write(`${state.scenario} is down; see ${state.folder}\n`)
}
