import { percentText, timeText } from '../format.ts'

/** A share of requests, 0 to 1, for people. */
export function shareText(share: number | undefined): string {
  return share === undefined ? '–' : percentText(share * 100)
}

/** How long users were hurt. */
export function recoveryText(recoveryMs: number | 'infinite' | undefined): string {
  if (recoveryMs === undefined) return '–'
  return recoveryMs === 'infinite' ? 'till the end' : timeText(recoveryMs)
}
