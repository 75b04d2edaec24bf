import type { Pause } from './pause.ts'

/** More than this share of a second away, on all watched processors together, is not quiet. */
const tolerated = 0.02
const secondUs = 1_000_000

export type QuietSeconds = {
  readonly count: number
  includes(atUs: number): boolean
}

/** Which of so many seconds from an instant on the host left to this machine. */
export function quietSeconds(
  pauses: readonly Pause[],
  fromUs: number,
  seconds: number,
): QuietSeconds {
  const awayUs = Array.from({ length: seconds }, () => 0)
  for (const pause of pauses) {
    for (let second = 0; second < seconds; second += 1) {
      awayUs[second] = (awayUs[second] ?? 0) + overlapUs(pause, fromUs + second * secondUs)
    }
  }
  const isQuiet = awayUs.map((us) => us <= tolerated * secondUs)
  return {
    count: isQuiet.filter(Boolean).length,
    includes: (atUs) => isQuiet[Math.floor((atUs - fromUs) / secondUs)] ?? false,
  }
}

function overlapUs({ fromUs, toUs }: Pause, beginUs: number): number {
  return Math.max(0, Math.min(toUs, beginUs + secondUs) - Math.max(fromUs, beginUs))
}
