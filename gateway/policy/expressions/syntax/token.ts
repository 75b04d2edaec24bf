import type { Value } from '../value.ts'

export type InterpolatedToken =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'hole'
      readonly tokens: readonly Token[]
      /** Tokens between `,` and the format, none if there is no alignment. */
      readonly alignment: readonly Token[]
      readonly format: string
    }

/** `at` and `end` are offsets in the source. */
export type Token = { readonly at: number; readonly end: number } & (
  | { readonly kind: 'name'; readonly text: string; readonly isVerbatim: boolean }
  | { readonly kind: 'literal'; readonly value: Value; readonly type: string; readonly text: '' }
  | {
      readonly kind: 'interpolated'
      readonly parts: readonly InterpolatedToken[]
      readonly text: ''
    }
  | { readonly kind: 'punctuation'; readonly text: string }
  | { readonly kind: 'end'; readonly text: '' }
)

/** Thrown by lexer and parser, and made a problem with a place by `compileExpression`. */
export class SyntaxProblem extends Error {
  readonly at: number

  constructor(at: number, message: string) {
    super(message)
    this.at = at
  }
}

export function fail(at: number, message: string): never {
  throw new SyntaxProblem(at, message)
}
