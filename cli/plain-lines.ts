import type { DrillProgress } from '../sim/progress.ts'
import { errorsOf, phaseOf } from './progress-words.ts'

/** Between lines when nothing but time changes. */
const everyS = 5

/** For logs: what changed since the last call, one line each. */
export function plainLines(durationS: number): (now: DrillProgress) => readonly string[] {
  let shown = ''
  let shownAtS = 0
  return (now) => {
    const { second, load, faults, instancesIn, instances } = now
    const faultStates = faults.map(({ id, state }) => `${id} ${state}`).join(', ')
    const state = [phaseOf(now), `${instancesIn}/${instances} instances in`, faultStates]
      .filter((part) => part !== '')
      .join('; ')
    const isDue = now.phase === 'load' && second - shownAtS >= everyS
    if (state === shown && !isDue) return []
    shown = state
    shownAtS = second
    const at = `${String(second).padStart(3)}/${Math.ceil(durationS)} s`
    const numbers =
      load === undefined
        ? ''
        : `; ${load.offered}/s, p99 ${load.p99Ms.toFixed(0)} ms, rejected ${load.rejected}, errors ${errorsOf(load)}`
    return [`  ${at}  ${state}${numbers}`]
  }
}
