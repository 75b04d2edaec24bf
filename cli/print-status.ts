import { styleText } from 'node:util'
import type { FaultStatus, GameDayStatus } from '../sim/game-day/protocol.ts'

/** Prints where a game day stands: world, instances, faults, load. */
export function printStatus(status: GameDayStatus): void {
  process.stdout.write(`${statusLines(status).join('\n')}\n`)
}

function statusLines(status: GameDayStatus): readonly string[] {
  const { scenario, runId, folder, upS, instances, faults, load } = status
  const isIn = instances.filter((one) => one.isIn)
  const zones = [...new Set(instances.map(({ zone }) => zone))]
  const active = faults.filter((fault) => fault.isActive)
  const over = faults.filter((fault) => !fault.isActive)
  return [
    `${styleText('bold', scenario)}  up for ${lengthText(upS)}, run ${runId}, ${folder}`,
    `  instances  ${colouredCount(isIn.length, instances.length)} in`,
    ...zones.map((zone) => {
      const own = instances.filter((one) => one.zone === zone)
      const texts = own.map((one) => `${one.instance} ${one.isIn ? 'in' : styleText('red', 'out')}`)
      return `    ${zone.padEnd(18)} ${texts.join(', ')}`
    }),
    active.length === 0 ? '  faults     none active' : `  faults     ${active.length} active`,
    ...[...active, ...over].map((fault) => `    ${faultText(fault)}`),
    load === undefined
      ? '  load       none'
      : `  load       ${load.offeredPerS}/s, p99 ${load.p99Ms.toFixed(0)} ms, ` +
        `${load.rejectedPerS} rejected and ${load.errorsPerS} errors in the last second`,
  ]
}

/** One line: which, on whom, what it is at, and how long yet. */
export function faultText(fault: FaultStatus): string {
  const { id, state, targets, remainingS, errors = [] } = fault
  const rest = remainingS === undefined ? '' : `, undone by itself in ${lengthText(remainingS)}`
  const wrong = errors.length === 0 ? '' : `: ${errors.join('; ')}`
  return `${id} ${state} on ${targets.join(', ')}${rest}${wrong}`
}

export function lengthText(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  if (seconds < 120) return `${seconds.toFixed(0)} s`
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`
}

function colouredCount(count: number, total: number): string {
  return styleText(count < total ? 'yellow' : 'green', `${count} of ${total}`)
}
