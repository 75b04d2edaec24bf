import { spendSize } from '../budget.ts'
import { ExpressionError, raise } from '../error.ts'
import { castTo, defaultOf, isInstance } from '../runtime/cast.ts'
import { formatValue } from '../runtime/format.ts'
import { isNumeric, numberOf } from '../runtime/number.ts'
import { toText } from '../runtime/text.ts'
import { exceptionName, fullTypeName } from '../runtime/type-of.ts'
import type { Node, TypeNode } from '../syntax/node.ts'
import type { Value } from '../value.ts'
import { NetException, NetTypeObject, OutReference } from '../values/function.ts'
import { compileCall, compileIndex, compileMember } from './access.ts'
import { compileAnonymous, compileArray, compileCreate } from './create.ts'
import { type Environment, staticType } from './environment.ts'
import type { Code, Frame, Run } from './frame.ts'
import { compileFunction } from './functions.ts'
import {
  compileAssign,
  compileBinary,
  compileConditional,
  compileIncrement,
  compileUnary,
} from './operators.ts'
import { compilePattern } from './patterns.ts'
import { declare, find, frameOf, hidden, type Scope } from './scope.ts'
import { compileStore } from './store.ts'
import { isKnownType } from './types.ts'

type Of<Kind extends Node['kind']> = Extract<Node, { kind: Kind }>
type Compilers = {
  readonly [Kind in Node['kind']]: (node: Of<Kind>, scope: Scope, environment: Environment) => Code
}

const compilers: Compilers = {
  literal: ({ value, type }) => ({ run: () => value, type }),
  interpolated: compileInterpolated,
  name: compileName,
  member: compileMember,
  call: compileCall,
  index: compileIndex,
  'conditional-access': compileConditionalAccess,
  receiver: compileReceiver,
  type: (node, _scope, environment) =>
    environment.unsupported(node.at, `${node.type.name} is no value`, 'it is a type'),
  unary: compileUnary,
  increment: compileIncrement,
  binary: compileBinary,
  conditional: compileConditional,
  assign: compileAssign,
  cast: compileCast,
  is: compileIs,
  as: compileAs,
  lambda: compileFunction,
  create: compileCreate,
  array: compileArray,
  anonymous: compileAnonymous,
  typeof: ({ type }) => ({ run: typeOfRun(type), type: 'Type' }),
  default: ({ type }) => ({ run: () => defaultOf(type), type: staticType(type) ?? 'null' }),
  throw: compileThrow,
  checked: compileChecked,
  out: compileOut,
}

function typeOfRun({ name, rank }: TypeNode): Run {
  const full = exceptionName(name) ?? fullTypeName(name)
  return () => new NetTypeObject(name, full + '[]'.repeat(rank))
}

/** Turns a node into a closure. What is not supported throws only when it is reached. */
export function compileNode<Kind extends Node['kind']>(
  node: Of<Kind> & { readonly kind: Kind },
  scope: Scope,
  environment: Environment,
): Code {
  return compilers[node.kind](node, scope, environment)
}

function compileName(node: Of<'name'>, scope: Scope, environment: Environment): Code {
  const variable = find(scope, node.name)
  if (variable === undefined) {
    if (node.name === 'context') {
      return { run: ({ context }) => context, type: 'IProxyRequestContext' }
    }
    return environment.unsupported(
      node.at,
      `${node.name} is not known`,
      'it is no variable, and no type that is supported',
    )
  }
  const { slot, type, owner } = variable
  if (owner === scope.owner) return { run: ({ slots }) => slots[slot] ?? null, type }
  const frameAt = frameOf(scope, variable)
  return { run: (frame) => frameAt(frame).slots[slot] ?? null, type }
}

function compileInterpolated(
  node: Of<'interpolated'>,
  scope: Scope,
  environment: Environment,
): Code {
  const parts = node.parts.map((part): Run => {
    if (part.kind === 'text') return () => part.text
    const value = environment.compile(part.value, scope).run
    const { format } = part
    if (part.alignment === undefined && format === '') return value
    const alignment =
      part.alignment === undefined ? undefined : environment.compile(part.alignment, scope).run
    return (frame) => aligned(formatValue(value(frame), format), alignment?.(frame) ?? 0)
  })
  const run: Run = (frame) => {
    let text = ''
    for (const part of parts) text += toText(part(frame))
    spendSize(text.length)
    return text
  }
  return { run, type: 'string' }
}

/** A positive width pads on the left, a negative one on the right. */
function aligned(text: string, width: Value): string {
  const count = isNumeric(width) ? numberOf(width) : 0
  spendSize(Math.abs(count))
  return count < 0 ? text.padEnd(-count) : text.padStart(count)
}

function compileConditionalAccess(
  node: Of<'conditional-access'>,
  scope: Scope,
  environment: Environment,
): Code {
  const target = environment.compile(node.target, scope)
  const receiver = hidden(scope, target.type)
  const access = environment.compile(node.access, { ...scope, receiver })
  const { slot } = receiver
  const run: Run = (frame) => {
    const value = target.run(frame)
    if (value === null) return null
    frame.slots[slot] = value
    return access.run(frame)
  }
  return { run, type: access.type }
}

function compileReceiver(_node: Of<'receiver'>, { receiver }: Scope): Code {
  if (receiver === undefined) return { run: () => null, type: undefined }
  return { run: ({ slots }) => slots[receiver.slot] ?? null, type: receiver.type }
}

function compileCast(node: Of<'cast'>, scope: Scope, environment: Environment): Code {
  const { type } = node
  const value = environment.compile(node.value, scope)
  if (!isKnownType(type)) {
    return environment.unsupported(
      type.at,
      `the type ${type.name} is not supported`,
      'there is no such type here',
    )
  }
  const { run, type: from } = value
  const { isChecked } = environment
  return { run: (frame) => castTo(type, run(frame), from, isChecked), type: staticType(type) }
}

function compileIs(node: Of<'is'>, scope: Scope, environment: Environment): Code {
  const value = environment.compile(node.value, scope).run
  const test = compilePattern(node.pattern, scope, environment)
  return { run: (frame) => test(frame, value(frame)), type: 'bool' }
}

function compileAs(node: Of<'as'>, scope: Scope, environment: Environment): Code {
  const value = environment.compile(node.value, scope).run
  const { type } = node
  if (!isKnownType(type)) {
    return environment.unsupported(
      type.at,
      `the type ${type.name} is not supported`,
      'there is no such type here',
    )
  }
  const run: Run = (frame) => {
    const held = value(frame)
    return isInstance(type, held) ? held : null
  }
  return { run, type: staticType(type) }
}

function compileThrow(node: Of<'throw'>, scope: Scope, environment: Environment): Code {
  const value = environment.compile(node.value, scope).run
  return { run: (frame) => throwValue(value(frame)), type: undefined }
}

/** Throws an exception that is a value. */
export function throwValue(value: Value): never {
  if (!(value instanceof NetException)) raise('NullReferenceException', 'throw needs an exception.')
  throw errorOf(value)
}

function errorOf({ type, message, inner }: NetException): ExpressionError {
  return new ExpressionError(type, message, inner === undefined ? undefined : errorOf(inner))
}

function compileChecked(node: Of<'checked'>, scope: Scope, environment: Environment): Code {
  return environment.compile(node.value, scope, node.isChecked)
}

function compileOut(node: Of<'out'>, scope: Scope, environment: Environment): Code {
  const { target, isDeclared } = node
  if (target.kind === 'name' && target.name === '_' && find(scope, '_') === undefined) {
    return { run: () => new OutReference(() => undefined), type: 'out' }
  }
  if (isDeclared && target.kind === 'name') declare(scope, target.name, undefined)
  const store = compileStore(target, scope, environment)
  return { run: (frame: Frame) => new OutReference((value) => store(frame, value)), type: 'out' }
}
