import type { Operator } from './objective.ts'

/** A piece of an objective's text; `column` counts from 1. */
export type Token = { readonly column: number; readonly text: string } & (
  | { readonly kind: 'number'; readonly value: number; readonly unit: string }
  | { readonly kind: 'word' }
  | { readonly kind: 'operator'; readonly operator: Operator }
  | { readonly kind: 'mark' }
  | { readonly kind: 'stray' }
  | { readonly kind: 'end' }
)

const pattern =
  /(?<space>\s+)|(?<number>\d+(?:\.\d+)?)\s*(?<unit>%|[a-z]+)?|(?<word>[a-z][\w.-]*)|"(?<quoted>[^"]*)"|(?<operator><=|>=|==|[<>=≤≥])|(?<mark>[(),])/iy

const operators: Readonly<Record<string, Operator>> = {
  '<': '<',
  '<=': '<=',
  '≤': '<=',
  '>': '>',
  '>=': '>=',
  '≥': '>=',
  '=': '=',
  '==': '=',
}

// Words that may follow a number without being its unit.
const wordsBehind = new Set(['before', 'during', 'after', 'for', 'warn', 'of', 'weight'])

/** Cuts an objective into tokens; the last one is `end`, and a stray sign ends the list. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let index = 0
  while (index < text.length) {
    pattern.lastIndex = index
    const groups = pattern.exec(text)?.groups
    const column = index + 1
    if (groups === undefined) {
      const stray = text.slice(index, index + 1)
      return [...tokens, { kind: 'stray', column, text: stray }]
    }
    index = pattern.lastIndex
    const { number, unit = '', word, quoted, operator, mark } = groups
    if (number !== undefined && wordsBehind.has(unit.toLowerCase())) {
      index -= unit.length
      tokens.push({ kind: 'number', column, text: number, value: Number(number), unit: '' })
    } else if (number !== undefined) {
      tokens.push({ kind: 'number', column, text: number + unit, value: Number(number), unit })
    } else if (word !== undefined) tokens.push({ kind: 'word', column, text: word })
    else if (quoted !== undefined) tokens.push({ kind: 'word', column, text: quoted })
    else if (mark !== undefined) tokens.push({ kind: 'mark', column, text: mark })
    else if (operator !== undefined) {
      tokens.push({
        kind: 'operator',
        column,
        text: operator,
        operator: operators[operator] ?? '=',
      })
    }
  }
  return [...tokens, { kind: 'end', column: text.length + 1, text: '' }]
}
