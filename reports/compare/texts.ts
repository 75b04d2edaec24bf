import { percentText, timeText } from '../format.ts'
import type { ComparedMeasure } from './compare.ts'

/** A compared measure for people, in its unit. */
export function comparedTexts(row: ComparedMeasure) {
  const { measure, medianA, medianB, difference, interval, p, effect } = row
  const textOf = (value: number) => valueText(value, measure.unit)
  const signed = (value: number) => (value > 0 ? `+${textOf(value)}` : textOf(value))
  const share = (difference * 100) / Math.abs(medianA)
  const percent =
    measure.unit !== '%' && Number.isFinite(share)
      ? ` (${share > 0 ? '+' : ''}${share.toFixed(1)} %)`
      : ''
  const isKnown = Number.isFinite(interval.low) || Number.isFinite(interval.high)
  return {
    a: textOf(medianA),
    b: textOf(medianB),
    difference: `${signed(difference)}${percent}`,
    interval: isKnown ? `${signed(interval.low)} to ${signed(interval.high)}` : '',
    effect:
      effect === undefined || p === undefined ? '' : `${effect.toFixed(2)} (p ${p.toFixed(3)})`,
  }
}

function valueText(value: number, unit: ComparedMeasure['measure']['unit']): string {
  switch (unit) {
    case 'ms':
      return value === Number.NEGATIVE_INFINITY ? '-never' : timeText(value)
    case '%':
      return percentText(value)
    case '/s':
      return `${Number(value.toFixed(1))}/s`
  }
}
