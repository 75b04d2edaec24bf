import { isInstance } from '../runtime/cast.ts'
import { equalByOperator, equalByValue } from '../runtime/equality.ts'
import { isNumeric } from '../runtime/number.ts'
import type { Node, Pattern } from '../syntax/node.ts'
import type { Value } from '../value.ts'
import { NetEnum } from '../values/number.ts'
import { type Environment, staticType } from './environment.ts'
import type { Code, Frame } from './frame.ts'
import { declare, type Scope } from './scope.ts'
import { isKnownType } from './types.ts'

export type Test = (frame: Frame, value: Value) => boolean

/** What `is` and `case` ask of a value; a name in the pattern is declared in `scope`. */
export function compilePattern(pattern: Pattern, scope: Scope, environment: Environment): Test {
  if (pattern.kind === 'constant') {
    const { run } = environment.compile(pattern.value, scope)
    return (frame, value) => isConstant(value, run(frame))
  }
  if (pattern.kind === 'var') {
    const { slot } = declare(scope, pattern.name, undefined)
    return (frame, value) => {
      frame.slots[slot] = value
      return true
    }
  }
  const { type, name } = pattern
  if (name === undefined && (!isKnownType(type) || isConstantName(pattern))) {
    return constantNamed(pattern, scope, environment)
  }
  const variable = name === undefined ? undefined : declare(scope, name, staticType(type))
  return (frame, value) => {
    const matches = isInstance(type, value)
    if (matches && variable !== undefined) frame.slots[variable.slot] = value
    return matches
  }
}

/** A name such as `JTokenType.Null` parses as a type but is a constant. */
function isConstantName({ type }: Extract<Pattern, { kind: 'type' }>): boolean {
  const owner = type.namespace.split('.').at(-1) ?? ''
  return isKnownType({ ...type, name: owner, types: [] })
}

function constantNamed(
  { type }: Extract<Pattern, { kind: 'type' }>,
  scope: Scope,
  environment: Environment,
): Test {
  const { at } = type
  const names = type.namespace === '' ? [] : type.namespace.split('.')
  const node = [...names, type.name].reduce<Node | undefined>(
    (target, name) =>
      target === undefined
        ? { kind: 'name', name, types: [], at }
        : { kind: 'member', target, name, types: [], at },
    undefined,
  )
  if (node === undefined) return () => false
  const { run }: Code = environment.compile(node, scope)
  return (frame, value) => isConstant(value, run(frame))
}

function isConstant(value: Value, constant: Value): boolean {
  if (value instanceof NetEnum || isNumeric(value)) return equalByOperator(value, constant)
  return equalByValue(value, constant)
}
