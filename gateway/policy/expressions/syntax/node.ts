import type { Value } from '../value.ts'

/** A type as written: `System.Collections.Generic.List<string>[]` has name `List`, rank 1. */
export type TypeNode = {
  /** Without namespace; keywords as they are (`int`), `Int32` and its kin as keywords. */
  readonly name: string
  readonly namespace: string
  readonly types: readonly TypeNode[]
  /** Pairs of brackets after it. */
  readonly rank: number
  readonly isNullable: boolean
  readonly at: number
}

export type Argument = {
  readonly name: string | undefined
  readonly value: Node
}

export type Parameter = { readonly name: string; readonly type: TypeNode | undefined }

export type InterpolatedPart =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'hole'
      readonly value: Node
      readonly alignment: Node | undefined
      readonly format: string
    }

/** What stands in braces after `new X`. */
export type Initializer =
  | { readonly kind: 'members'; readonly members: readonly MemberInitializer[] }
  | { readonly kind: 'items'; readonly items: readonly (readonly Node[])[] }

export type MemberInitializer = {
  /** `Name = value` or `[key] = value`. */
  readonly target: { readonly name: string } | { readonly index: readonly Node[] }
  readonly value: Node | Initializer
}

type At = { readonly at: number }

/** An expression. `at` is the offset in the source of what an error should point at. */
export type Node = At &
  (
    | { readonly kind: 'literal'; readonly value: Value; readonly type: string }
    | { readonly kind: 'interpolated'; readonly parts: readonly InterpolatedPart[] }
    | { readonly kind: 'name'; readonly name: string; readonly types: readonly TypeNode[] }
    | {
        readonly kind: 'member'
        readonly target: Node
        readonly name: string
        readonly types: readonly TypeNode[]
      }
    | { readonly kind: 'call'; readonly target: Node; readonly args: readonly Argument[] }
    | { readonly kind: 'index'; readonly target: Node; readonly args: readonly Argument[] }
    /** `target?.x.y`: `access` is x.y over a `receiver`. */
    | { readonly kind: 'conditional-access'; readonly target: Node; readonly access: Node }
    | { readonly kind: 'receiver' }
    | { readonly kind: 'type'; readonly type: TypeNode }
    | { readonly kind: 'unary'; readonly operator: string; readonly operand: Node }
    | {
        readonly kind: 'increment'
        readonly operator: '++' | '--'
        readonly isPrefix: boolean
        readonly target: Node
      }
    | {
        readonly kind: 'binary'
        readonly operator: string
        readonly left: Node
        readonly right: Node
      }
    | { readonly kind: 'conditional'; readonly test: Node; readonly yes: Node; readonly no: Node }
    | {
        readonly kind: 'assign'
        readonly operator: string
        readonly target: Node
        readonly value: Node
      }
    | { readonly kind: 'cast'; readonly type: TypeNode; readonly value: Node }
    | { readonly kind: 'is'; readonly value: Node; readonly pattern: Pattern }
    | { readonly kind: 'as'; readonly value: Node; readonly type: TypeNode }
    | {
        readonly kind: 'lambda'
        readonly parameters: readonly Parameter[]
        readonly body: Node | Statement
      }
    | {
        readonly kind: 'create'
        readonly type: TypeNode
        readonly args: readonly Argument[]
        readonly initializer: Initializer | undefined
      }
    | {
        readonly kind: 'array'
        readonly type: TypeNode | undefined
        readonly size: Node | undefined
        readonly items: readonly Node[] | undefined
      }
    | {
        readonly kind: 'anonymous'
        readonly members: readonly { readonly name: string; readonly value: Node }[]
      }
    | { readonly kind: 'typeof'; readonly type: TypeNode }
    | { readonly kind: 'default'; readonly type: TypeNode | undefined }
    | { readonly kind: 'throw'; readonly value: Node }
    | { readonly kind: 'checked'; readonly isChecked: boolean; readonly value: Node }
    /** `out name`, `out var name`; `isDeclared` when it makes the variable. */
    | { readonly kind: 'out'; readonly target: Node; readonly isDeclared: boolean }
  )

export type Pattern =
  | { readonly kind: 'type'; readonly type: TypeNode; readonly name: string | undefined }
  | { readonly kind: 'constant'; readonly value: Node }
  | { readonly kind: 'var'; readonly name: string }

export type SwitchSection = {
  readonly labels: readonly (
    | { readonly kind: 'default' }
    | { readonly kind: 'case'; readonly pattern: Pattern; readonly when: Node | undefined }
  )[]
  readonly body: readonly Statement[]
}

export type CatchClause = {
  readonly type: TypeNode | undefined
  readonly name: string | undefined
  readonly when: Node | undefined
  readonly body: Statement
}

export type Statement = At &
  (
    | { readonly kind: 'block'; readonly statements: readonly Statement[] }
    | {
        readonly kind: 'declare'
        /** Undefined for `var`. */
        readonly type: TypeNode | undefined
        readonly variables: readonly { readonly name: string; readonly value: Node | undefined }[]
      }
    | { readonly kind: 'evaluate'; readonly value: Node }
    | {
        readonly kind: 'if'
        readonly test: Node
        readonly yes: Statement
        readonly no: Statement | undefined
      }
    | {
        readonly kind: 'for'
        readonly start: readonly Statement[]
        readonly test: Node | undefined
        readonly step: readonly Node[]
        readonly body: Statement
      }
    | {
        readonly kind: 'foreach'
        readonly type: TypeNode | undefined
        readonly name: string
        readonly items: Node
        readonly body: Statement
      }
    | { readonly kind: 'while'; readonly test: Node; readonly body: Statement }
    | { readonly kind: 'do'; readonly test: Node; readonly body: Statement }
    | {
        readonly kind: 'switch'
        readonly value: Node
        readonly sections: readonly SwitchSection[]
      }
    | { readonly kind: 'return'; readonly value: Node | undefined }
    | { readonly kind: 'break' }
    | { readonly kind: 'continue' }
    | { readonly kind: 'throw'; readonly value: Node | undefined }
    | {
        readonly kind: 'try'
        readonly body: Statement
        readonly catches: readonly CatchClause[]
        readonly finally: Statement | undefined
      }
    | { readonly kind: 'using'; readonly start: Statement; readonly body: Statement }
    | {
        readonly kind: 'function'
        readonly name: string
        readonly parameters: readonly Parameter[]
        readonly body: Node | Statement
      }
    | { readonly kind: 'empty' }
  )
