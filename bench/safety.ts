import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GatedrillError } from '../ledger/errors.ts'
import { reportRun } from '../reports/report.ts'
import { loadScenario } from '../scenarios/load-scenario.ts'
import { defineBench } from './define-bench.ts'
import { goneWithinMs, type Killed, killController } from './safety/kill-controller.ts'
import { safetyOptionsOf } from './safety/options.ts'
import { type RandomDrill, randomDrill, smallWorld } from './safety/random-drill.ts'

/** SIGKILL of the controller at random moments of random drills: nothing may stay. */
export const safety = defineBench({
  name: 'safety',
  about: 'what a killed controller leaves behind, at random moments: --moments 20 --seed 1',
  async run(say, words) {
    const { moments, seed } = safetyOptionsOf(words)
    const { scenario } = await loadScenario('zone-down', { set: smallWorld })
    const folder = mkdtempSync(join(tmpdir(), 'gatedrill-safety-'))
    let safe = 0
    let slowestMs = 0
    say(' #   killed at      processes  gone after  left  report   last event; faults')
    try {
      for (let index = 1; index <= moments; index += 1) {
        const drill = randomDrill(seed, index, scenario)
        const killed = await killedOnce(drill, folder, say)
        const verdict = await verdictOf(killed)
        const isSafe = isClean(killed) && verdict !== 'unreadable'
        if (isSafe) safe += 1
        slowestMs = Math.max(slowestMs, killed.goneMs ?? Number.POSITIVE_INFINITY)
        say(`${rowOf(index, drill, killed, verdict)}${isSafe ? '' : '  NOT SAFE'}`)
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
    say('')
    say(
      `${safe} of ${moments} left nothing; the slowest was gone after ${slowestMs.toFixed(0)} ms ` +
        `(at most ${goneWithinMs} ms)`,
    )
    if (safe < moments) process.exitCode = 1
  },
})

/** A drill whose world does not come up is tried again: there was nothing to kill in the middle of. */
async function killedOnce(
  drill: RandomDrill,
  folder: string,
  say: (line: string) => void,
  triesLeft = 2,
): Promise<Killed> {
  try {
    return await killController(drill, { folder, mark: randomUUID() })
  } catch (error) {
    if (!(error instanceof GatedrillError) || triesLeft === 0) throw error
    say(`    once more: ${error.problems[0]?.what ?? ''}`)
    return killedOnce(drill, folder, say, triesLeft - 1)
  }
}

function isClean({ goneMs, left, hasSecrets }: Killed): boolean {
  return goneMs !== undefined && left === 0 && !hasSecrets
}

/** A run that died has a report all the same, once it had a manifest. */
async function verdictOf({ folder }: Killed): Promise<string> {
  if (folder === undefined || !existsSync(join(folder, 'run.json'))) return '-'
  try {
    return (await reportRun(folder)).verdict
  } catch {
    return 'unreadable'
  }
}

function rowOf(index: number, drill: RandomDrill, killed: Killed, verdict: string): string {
  const { after, delayMs } = drill.kill
  const { processes, goneMs, left, at } = killed
  return [
    String(index).padStart(2),
    `${after} + ${(delayMs / 1_000).toFixed(2)} s`.padEnd(14),
    String(processes).padStart(9),
    (goneMs === undefined ? 'never' : `${goneMs.toFixed(0)} ms`).padStart(10),
    String(left).padStart(4),
    verdict.padEnd(7),
    `${at}; ${drill.faults.map(({ kind }) => kind).join(', ')}`,
  ].join('  ')
}
