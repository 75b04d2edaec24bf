import { styleText } from 'node:util'
import type { DrillProgress } from '../sim/progress.ts'
import { errorsOf, phaseOf } from './progress-words.ts'

const barWidth = 30

/** Four lines that are drawn over themselves: phase, load, faults, instances. */
export function liveBlock(now: DrillProgress, durationS: number): string {
  const { load, faults, instancesIn, instances } = now
  const rate = load === undefined ? '-' : `${load.offered}/s`
  const p99 = load === undefined ? '-' : `${load.p99Ms.toFixed(0)} ms`
  const errors = load === undefined ? 0 : errorsOf(load)
  const lost = instances - instancesIn
  const states = faults.map(({ id, state }) => `${id} ${state}`).join(', ') || 'none'
  return [
    `  phase      ${styleText('bold', phaseOf(now).padEnd(10))} ${barOf(now.second, durationS)}`,
    `  load       ${rate.padEnd(10)} p99 ${p99.padEnd(10)} rejected ${load?.rejected ?? 0}  ` +
      styleText(errors > 0 ? 'red' : 'dim', `errors ${errors}`),
    `  faults     ${states}`,
    `  instances  ${styleText(lost > 0 ? 'yellow' : 'green', `${instancesIn} of ${instances} in`)}`,
  ].join('\n')
}

function barOf(second: number, durationS: number): string {
  // Negative while the load warms up.
  const share = Math.min(1, Math.max(0, second / durationS))
  const full = Math.round(share * barWidth)
  const bar = `${'█'.repeat(full)}${'░'.repeat(barWidth - full)}`
  return `${bar} ${Math.min(second, Math.ceil(durationS))}/${Math.ceil(durationS)} s`
}
