import type { Judgement } from './objectives/objective.ts'

/** `1,234,567`: with separators, for people. */
export function countText(count: number): string {
  return count.toLocaleString('en-US')
}

/** `12.5 ms`, `1.42 s`, `never`: three significant digits. */
export function timeText(timeMs: number): string {
  if (!Number.isFinite(timeMs)) return 'never'
  if (Math.abs(timeMs) >= 1_000) return `${significant(timeMs / 1_000)} s`
  return `${significant(timeMs)} ms`
}

/** `99.42 %`: as many decimals as tell it from 0 and 100. */
export function percentText(percent: number): string {
  for (const decimals of [2, 3, 4]) {
    const text = percent.toFixed(decimals)
    const looksWhole = Number(text) === 100 || Number(text) === 0
    if (!looksWhole || percent === 100 || percent === 0 || decimals === 4) return `${+text} %`
  }
  return `${percent} %`
}

/** A value of an objective in its unit. */
export function valueText(value: number | undefined, unit: Judgement['unit']): string {
  if (value === undefined) return '–'
  if (unit === 'ms') return timeText(value)
  if (unit === '%') return Number.isFinite(value) ? percentText(value) : 'all'
  return countText(value)
}

/** What an objective measured. An infinite latency is a request without a good answer. */
export function measuredText({ measured, measure, unit }: MeasuredValue): string {
  return isUnanswered(measured, measure) ? 'no good answer' : valueText(measured, unit)
}

/** `13.1 ms to 13.7 ms`; nothing when both ends are infinite. */
export function intervalText({ interval, measure, unit }: MeasuredValue): string | undefined {
  if (interval === undefined || !Number.isFinite(interval.low)) return undefined
  const high = measuredText({ measured: interval.high, measure, unit })
  return `${valueText(interval.low, unit)} to ${high}`
}

/** How far from its limit; nothing when that is infinitely far. */
export function marginText({ margin, unit }: Pick<Judgement, 'margin' | 'unit'>): string {
  return margin !== undefined && Number.isFinite(margin) ? valueText(margin, unit) : '–'
}

type MeasuredValue = Pick<Judgement, 'measured' | 'measure' | 'unit' | 'interval'>

function isUnanswered(measured: number | undefined, measure: string): boolean {
  return measured === Number.POSITIVE_INFINITY && measure === 'latency'
}

/** What a score is made of: `objectives with a weight of 3 of 4 hold`. */
export function scoreText(missed: number, total: number): string {
  // Weights need be no binary fractions.
  return `objectives with a weight of ${Number((total - missed).toPrecision(12))} of ${total} hold`
}

/** `12.25 s` of the load. */
export function secondText(second: number | undefined): string {
  return second === undefined ? '–' : `${second.toFixed(2)} s`
}

/** `8 GiB`. */
export function bytesText(bytes: number): string {
  return `${significant(bytes / 2 ** 30)} GiB`
}

function significant(value: number): string {
  if (value === 0) return '0'
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))))
  return String(+value.toFixed(Math.min(digits, 6)))
}
