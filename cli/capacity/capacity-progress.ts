import type { JudgedTrial } from '../../reports/capacity/judge-trial.ts'
import { timeText } from '../../reports/format.ts'
import type { Tried } from '../../sim/capacity/measure-capacity.ts'

export type ProgressOptions = {
  readonly name: string
  readonly objectives: readonly string[]
  readonly isQuiet: boolean
}

/** Tells on standard error of each world and each trial, a line each; nothing when quiet. */
export function capacityProgress({ name, objectives, isQuiet }: ProgressOptions) {
  const say = (line: string) => {
    if (!isQuiet) process.stderr.write(`${line}\n`)
  }
  say(`${name}: what is carried with ${objectives.join(' and ')}`)
  return {
    units: (units: number) => say(`${units} ${units === 1 ? 'unit' : 'units'}: the world starts`),
    warmUp: ({ offered }: Tried<JudgedTrial>) => say(warmUpLine(offered)),
    trial: ({ offered, judged }: Tried<JudgedTrial>) => say(trialLine(offered, judged)),
  }
}

type Offered = Pick<Tried<JudgedTrial>['offered'], 'ratePerS' | 'durationS'>

/** One line, the verdict with its reason last. */
export function trialLine({ ratePerS, durationS }: Offered, judged: JudgedTrial): string {
  const { verdict, why, p99Ms, goodputPerS } = judged
  const p99 = Number.isNaN(p99Ms) ? '-' : timeText(p99Ms)
  const numbers = `p99 ${p99}, good ${goodputPerS.toFixed(0)}/s`
  const rate = rateOf({ ratePerS, durationS })
  return `  ${rate}  ${verdict.padEnd(7)} ${numbers}${verdict === 'pass' ? '' : `; ${why}`}`
}

/** Nothing of a cold world is judged. */
export function warmUpLine(offered: Offered): string {
  return `  ${rateOf(offered)}  to warm up`
}

function rateOf({ ratePerS, durationS }: Offered): string {
  return `${ratePerS.toFixed(0).padStart(7)}/s for ${durationS.toFixed(0)} s`
}
