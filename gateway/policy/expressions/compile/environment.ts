import type { Node, Statement, TypeNode } from '../syntax/node.ts'
import type { Code, RunStatement } from './frame.ts'
import type { Scope } from './scope.ts'

/**
 * What compiling one expression shares. The compilers of nodes call each other through it, for
 * files import no circle.
 */
export type Environment = {
  /** `isChecked` is given where `checked(…)` changes it. */
  compile(node: Node, scope: Scope, isChecked?: boolean): Code
  statement(statement: Statement, scope: Scope): RunStatement
  /** The body of a lambda or local function: a value or statements. */
  body(body: Node | Statement, scope: Scope): Code
  /** Notes what is not supported, and gives code that throws when it is reached. */
  unsupported(at: number, what: string, why: string): Code
  readonly uses: { requestBody: boolean; responseBody: boolean }
  /** Anonymous objects are made in this expression, so any name may be a member. */
  readonly mayBeAnonymous: boolean
  /** Inside `checked(…)`. */
  readonly isChecked: boolean
}

/** The static type that a type as written stands for; undefined when it may be anything. */
export function staticType(type: TypeNode | undefined): string | undefined {
  if (type === undefined || type.name === 'var' || type.name === 'dynamic') return undefined
  if (type.rank > 0) return type.name === 'byte' && type.rank === 1 ? 'byte[]' : 'array'
  return type.name === 'Nullable' ? staticType(type.types[0]) : type.name
}

/** The static type of code that throws for want of support. */
export const unsupportedType = '?'
