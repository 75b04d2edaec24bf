import { spendSize } from '../budget.ts'
import { enumKind } from './kinds.ts'

/** StringSplitOptions, flags. */
export const splitOptions = enumKind('StringSplitOptions')
const removeEmpty = 1
const trimEntries = 2

/** `Split`: without separators at white space; `countMax` parts at most. */
export function splitText(
  text: string,
  separators: readonly string[],
  options = 0,
  countMax = Infinity,
): string[] {
  spendSize(text.length)
  const wanted = separators.filter((separator) => separator !== '')
  const isKept = (part: string) => part !== '' || (options & removeEmpty) === 0
  const clean = (part: string) => ((options & trimEntries) === 0 ? part : part.trim())
  const parts: string[] = []
  let start = 0
  for (let at = 0; at <= text.length && parts.length < countMax - 1; ) {
    const length = separatorAt(text, at, wanted)
    if (at === text.length || length === 0) {
      at += 1
      continue
    }
    const part = clean(text.slice(start, at))
    if (isKept(part)) parts.push(part)
    at += length
    start = at
  }
  const last = clean(text.slice(start))
  if (isKept(last) && countMax > 0) parts.push(last)
  return parts
}

/** The length of the separator at a place, 0 when there is none. */
function separatorAt(text: string, at: number, separators: readonly string[]): number {
  if (separators.length === 0) return /\s/.test(text[at] ?? '') ? 1 : 0
  for (const separator of separators) {
    if (text.startsWith(separator, at)) return separator.length
  }
  return 0
}

/** `Trim`: the given characters, or white space. */
export function trimmed(
  text: string,
  codes: readonly number[],
  isStart: boolean,
  isEnd: boolean,
): string {
  const isCut = (index: number) =>
    codes.length === 0 ? /\s/.test(text[index] ?? '') : codes.includes(text.charCodeAt(index))
  let start = 0
  let end = text.length
  while (isStart && start < end && isCut(start)) start += 1
  while (isEnd && end > start && isCut(end - 1)) end -= 1
  return text.slice(start, end)
}
