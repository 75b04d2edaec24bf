import type { Frame } from './frame.ts'

export type Variable = {
  readonly slot: number
  readonly owner: FunctionScope
  /** Static type; undefined when it is not known. */
  type: string | undefined
}

/** One function's variables: the expression itself, a lambda or a local function. */
export type FunctionScope = { size: number; readonly outer: FunctionScope | undefined }

/** The names that are visible at a place. */
export type Scope = {
  readonly names: Map<string, Variable>
  readonly outer: Scope | undefined
  readonly owner: FunctionScope
  /** What `receiver` nodes stand for. */
  readonly receiver: Variable | undefined
}

export function functionScope(outer: Scope | undefined): Scope {
  const owner: FunctionScope = { size: 0, outer: outer?.owner }
  return { names: new Map(), outer, owner, receiver: undefined }
}

export function blockScope(outer: Scope): Scope {
  return { names: new Map(), outer, owner: outer.owner, receiver: outer.receiver }
}

export function declare(scope: Scope, name: string, type: string | undefined): Variable {
  const variable = hidden(scope, type)
  scope.names.set(name, variable)
  return variable
}

/** A variable without a name: what the compiler itself must keep. */
export function hidden({ owner }: Scope, type: string | undefined): Variable {
  const variable = { slot: owner.size, owner, type }
  owner.size += 1
  return variable
}

export function find(scope: Scope, name: string): Variable | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const variable = at.names.get(name)
    if (variable !== undefined) return variable
  }
  return undefined
}

/** The frame that holds a variable, seen from code in `scope`. */
export function frameOf(scope: Scope, variable: Variable): (frame: Frame) => Frame {
  let hops = 0
  for (let at: FunctionScope | undefined = scope.owner; at !== variable.owner; at = at?.outer) {
    hops += 1
    if (at === undefined) return (frame) => frame
  }
  if (hops === 0) return (frame) => frame
  return (frame) => {
    let found = frame
    for (let hop = 0; hop < hops; hop += 1) found = found.outer ?? found
    return found
  }
}
