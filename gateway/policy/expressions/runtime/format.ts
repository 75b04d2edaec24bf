import { spendSize } from '../budget.ts'
import { raiseFormat } from '../error.ts'
import type { Value } from '../value.ts'
import { NetGuid } from '../values/guid.ts'
import { JValue } from '../values/json.ts'
import { NetChar, NetEnum } from '../values/number.ts'
import { NetDateTime, NetDateTimeOffset, NetTimeSpan } from '../values/time.ts'
import { dateText, offsetText, timeSpanText } from './date-format.ts'
import { isNumeric } from './number.ts'
import { formatNumber } from './number-format.ts'
import { toText } from './text.ts'

/** `value.ToString(format)` in the invariant culture; types without formats ignore it. */
export function formatValue(value: Value, format: string): string {
  if (format === '') return toText(value)
  if (value instanceof NetDateTime) return dateText(value, format)
  if (value instanceof NetDateTimeOffset) return offsetText(value, format)
  if (value instanceof NetTimeSpan) return timeSpanText(value, format)
  if (value instanceof NetGuid) return guidText(value, format)
  if (value instanceof JValue) return formatValue(value.value, format)
  if (value instanceof NetEnum) return enumText(value, format)
  if (isNumeric(value) && !(value instanceof NetChar)) return formatNumber(value, format)
  return toText(value)
}

function guidText({ text }: NetGuid, format: string): string {
  switch (format.toUpperCase()) {
    case 'N':
      return text.replaceAll('-', '')
    case 'D':
      return text
    case 'B':
      return `{${text}}`
    case 'P':
      return `(${text})`
    default:
      return raiseFormat('Format string can be only "D", "N", "P" or "B".')
  }
}

function enumText({ name, value }: NetEnum, format: string): string {
  return format.toUpperCase() === 'D' ? String(value) : name
}

const hole = /\{\{|\}\}|\{(\d+)(?:,\s*(-?\d+))?(?::([^{}]*))?\}|[{}]/g

/** `string.Format`. Throws FormatException for a hole without an argument. */
export function formatText(format: string, args: readonly Value[]): string {
  const text = format.replace(
    hole,
    (written: string, index?: string, width?: string, inner?: string) => {
      if (written === '{{') return '{'
      if (written === '}}') return '}'
      const value = index === undefined ? undefined : args[Number(index)]
      if (value === undefined) {
        return raiseFormat(
          'Index (zero based) must be greater than or equal to zero and less than the size of the argument list.',
        )
      }
      return aligned(formatValue(value, inner ?? ''), Number(width ?? 0))
    },
  )
  spendSize(text.length)
  return text
}

function aligned(text: string, width: number): string {
  spendSize(Math.abs(width))
  return width < 0 ? text.padEnd(-width) : text.padStart(width)
}
