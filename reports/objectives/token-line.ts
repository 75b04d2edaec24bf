import type { GatedrillError } from '../../ledger/errors.ts'
import { type ReportErrorCode, reportError } from '../errors.ts'
import { type Token, tokensOf } from './tokens.ts'

/** The tokens of one line, taken from left to right. */
export class TokenLine {
  readonly #text: string
  readonly #tokens: Token[]

  constructor(text: string) {
    this.#text = text
    this.#tokens = tokensOf(text)
  }

  get next(): Token {
    return this.#tokens[0] ?? { kind: 'end', column: this.#text.length + 1, text: '' }
  }

  take<Kind extends Token['kind']>(kind: Kind, expected: string): Extract<Token, { kind: Kind }> {
    const token = this.next
    if (!isOf(token, kind)) throw this.expected(token, expected)
    this.#tokens.shift()
    return token
  }

  isNext(mark: '(' | ')' | ','): boolean {
    const { kind, text } = this.next
    return kind === 'mark' && text === mark
  }

  takeMark(mark: '(' | ')' | ','): void {
    if (!this.isNext(mark)) throw this.expected(this.next, mark)
    this.take('mark', mark)
  }

  expected(token: Token, expected: string): GatedrillError {
    const found = token.kind === 'end' ? 'the line ends here' : `found "${token.text}"`
    return this.wrong(token, 'OBJECTIVE_SYNTAX', {
      what: `${found}, expected ${expected}`,
      why: 'an objective reads: measure, operator, limit, and perhaps a phase and a part of the load',
      fix: 'write it as in: p99(latency) < 250ms during fault',
    })
  }

  wrong(
    { column }: Token,
    code: ReportErrorCode,
    rest: { readonly what: string; readonly why: string; readonly fix: string },
  ): GatedrillError {
    return reportError({ code, where: `"${this.#text}" column ${column}`, ...rest })
  }
}

function isOf<Kind extends Token['kind']>(
  token: Token,
  kind: Kind,
): token is Extract<Token, { kind: Kind }> {
  return token.kind === kind
}
