import { raise } from '../error.ts'
import type { Member, Site } from '../members/define.ts'
import {
  indexersOf,
  isKnownSomewhere,
  methodsOf,
  propertyOf,
  staticMethodsOf,
  typeNamed,
} from '../members/lookup.ts'
import { isValueTypeName } from '../runtime/cast.ts'
import type { Node, TypeNode } from '../syntax/node.ts'
import type { Value } from '../value.ts'
import { NetAnonymous } from '../values/collection.ts'
import { NetFunction } from '../values/function.ts'
import { type Arguments, compileArguments } from './arguments.ts'
import { type Environment, staticType, unsupportedType } from './environment.ts'
import type { Code, Frame, Run } from './frame.ts'
import {
  invoke,
  invokeGroup,
  type Overloads,
  overloadsFor,
  raiseNoMember,
  typeOfReceiver,
} from './invoke.ts'
import { memberOfNoValue } from './nullable.ts'
import type { Scope } from './scope.ts'
import { isClosed, namedType } from './types.ts'

type Of<Kind extends Node['kind']> = Extract<Node, { kind: Kind }>

/** `target.Name` without a call. */
export function compileMember(node: Of<'member'>, scope: Scope, environment: Environment): Code {
  const type = namedType(node.target, scope)
  if (type !== undefined) return compileStatic(node, type, environment)
  const target = environment.compile(node.target, scope)
  // Said once: what follows an unsupported part cannot be known.
  if (target.type === unsupportedType) return target
  noteBody(node, environment)
  const { name } = node
  if (target.type !== undefined && isClosed(target.type)) {
    const known = propertyOf(target.type, name)
    if (known === undefined && methodsOf(target.type, name).length === 0) {
      return unknownMember(node, target.type, environment)
    }
  } else if (name !== 'HasValue' && !isKnownSomewhere(name, false) && target.type !== undefined) {
    return unknownMember(node, target.type, environment)
  } else if (!isKnownSomewhere(name, false) && !environment.mayBeAnonymous) {
    return unknownMember(node, 'any supported type', environment)
  }
  const result = target.type === undefined ? undefined : propertyOf(target.type, name)?.result
  return { run: propertyRun(target, name), type: result }
}

/** Reads a property; the table's line is kept for as long as the type stays the same. */
function propertyRun(target: Code, name: string): Run {
  let cachedType: string | undefined
  let cached: Member | undefined
  const valueType = isValueTypeName(target.type) ? target.type : undefined
  return (frame) => {
    const value = target.run(frame)
    if (value === null) {
      if (valueType !== undefined) return memberOfNoValue(valueType, name, noValues)
      if (name === 'HasValue') return false
    }
    const type = typeOfReceiver(value)
    if (type !== cachedType) {
      // All of these have one type's name and members of their own: nothing of them is kept.
      if (value instanceof NetAnonymous) {
        const { members } = value
        return members.has(name)
          ? (members.get(name) ?? null)
          : methodGroup(value, type, name, frame)
      }
      cachedType = type
      cached = propertyOf(type, name)
    }
    if (cached === undefined) return methodGroup(value, type, name, frame)
    return cached.run(value, noArguments, siteOf(frame, noTypes))
  }
}

const noArguments: readonly unknown[] = []
const noValues: readonly Value[] = []
const noTypes: readonly TypeNode[] = []

function siteOf({ exchange }: Frame, types: readonly TypeNode[]): Site {
  return { exchange, types }
}

/** A method named without a call becomes a function. */
function methodGroup(value: Value, type: string, name: string, frame: Frame): Value {
  const overloads = methodsOf(type, name)
  if (overloads.length === 0) return raiseNoMember(value, name)
  return new NetFunction((...args) => invokeGroup(overloads, value, args, siteOf(frame, noTypes)))
}

function compileStatic(
  node: Of<'member'>,
  { name: typeName }: TypeNode,
  environment: Environment,
): Code {
  const type = typeNamed(typeName)
  const value = type?.statics.get(node.name)
  if (value !== undefined) {
    return {
      run: (frame) => value.run(null, noArguments, siteOf(frame, noTypes)),
      type: value.result,
    }
  }
  const overloads = staticMethodsOf(typeName, node.name)
  if (overloads === undefined) return unknownMember(node, typeName, environment)
  const run: Run = (frame) =>
    new NetFunction((...args) => invokeGroup(overloads, null, args, siteOf(frame, noTypes)))
  return { run, type: 'Func' }
}

function unknownMember(node: Of<'member'>, type: string, environment: Environment): Code {
  return environment.unsupported(
    node.at,
    `${node.name} is not supported`,
    `${type} has no such member here`,
  )
}

/** Bodies are buffered only where an expression reads them. */
function noteBody(node: Of<'member'>, { uses }: Environment): void {
  const isMessage = (at: Node, name: string) =>
    at.kind === 'member' &&
    at.name === name &&
    at.target.kind === 'name' &&
    at.target.name === 'context'
  if (node.name === 'Body') {
    if (isMessage(node.target, 'Request')) uses.requestBody = true
    if (isMessage(node.target, 'Response')) uses.responseBody = true
  }
}

/** `name(…)`, `Type.Name(…)`, `target.Name(…)` or a call of a function's value. */
export function compileCall(node: Of<'call'>, scope: Scope, environment: Environment): Code {
  const { target } = node
  if (target.kind === 'member') return compileMethod(node, target, scope, environment)
  const called = environment.compile(target, scope)
  const args = compileArguments(node.args, scope, environment)
  const run: Run = (frame) => {
    const callee = called.run(frame)
    if (!(callee instanceof NetFunction)) {
      return raise('CompilationException', 'This is no function.')
    }
    return callee.call(...args.values(frame))
  }
  return { run, type: undefined }
}

function compileMethod(
  node: Of<'call'>,
  member: Of<'member'>,
  scope: Scope,
  environment: Environment,
): Code {
  const args = compileArguments(node.args, scope, environment)
  const type = namedType(member.target, scope)
  if (type !== undefined) {
    const members = staticMethodsOf(type.name, member.name)
    if (members === undefined) return unknownMember(member, type.name, environment)
    const overloads = overloadsFor(members, node.args.length, args.names)
    const run: Run = (frame) =>
      invoke(overloads, null, args.values(frame), args.names, siteOf(frame, member.types))
    return { run, type: resultOf(members, member.types, args.types) }
  }
  const target = environment.compile(member.target, scope)
  if (target.type === unsupportedType) return target
  noteBody(member, environment)
  const isKnown =
    target.type !== undefined && isClosed(target.type)
      ? methodsOf(target.type, member.name).length > 0 ||
        propertyOf(target.type, member.name) !== undefined
      : isKnownSomewhere(member.name, true) || environment.mayBeAnonymous
  if (!isKnown) return unknownMember(member, target.type ?? 'any supported type', environment)
  const known = target.type === undefined ? [] : methodsOf(target.type, member.name)
  return {
    run: methodRun(target, member, args),
    type: resultOf(known, member.types, args.types),
  }
}

function methodRun(target: Code, { name, types }: Of<'member'>, args: Arguments): Run {
  let cachedType: string | undefined
  let cached: Overloads | undefined
  const valueType = isValueTypeName(target.type) ? target.type : undefined
  return (frame) => {
    const value = target.run(frame)
    if (value === null && valueType !== undefined) {
      return memberOfNoValue(valueType, name, args.values(frame))
    }
    const type = typeOfReceiver(value)
    if (type !== cachedType) {
      cachedType = type
      const members = methodsOf(type, name)
      cached = members.length === 0 ? undefined : overloadsFor(members, args.count, args.names)
    }
    const values = args.values(frame)
    if (cached === undefined) return callProperty(value, type, name, values, frame)
    return invoke(cached, value, values, args.names, siteOf(frame, types))
  }
}

/** A property that holds a function. */
function callProperty(
  value: Value,
  type: string,
  name: string,
  values: readonly Value[],
  frame: Frame,
): Value {
  const own = value instanceof NetAnonymous ? value.members.get(name) : undefined
  const held = own ?? propertyOf(type, name)?.run(value, noArguments, siteOf(frame, noTypes))
  return held instanceof NetFunction ? held.call(...values) : raiseNoMember(value, name)
}

/** The static type of a call, when all overloads agree. */
function resultOf(
  overloads: readonly Member[],
  types: readonly TypeNode[],
  argumentTypes: readonly (string | undefined)[],
): string | undefined {
  const [first] = overloads
  if (first === undefined || overloads.some(({ result }) => result !== first.result))
    return undefined
  if (first.result !== 'T') return first.result
  if (types.length > 0) return staticType(types[0])
  // Without a type argument C# infers it: from a default, or it is the collection's own.
  return argumentTypes.length > 1 ? argumentTypes[1] : 'object'
}

/** `target[…]` */
export function compileIndex(node: Of<'index'>, scope: Scope, environment: Environment): Code {
  const target = environment.compile(node.target, scope)
  const args = compileArguments(node.args, scope, environment)
  const known = target.type === undefined ? [] : indexersOf(target.type)
  let cachedType: string | undefined
  let cached: Overloads | undefined
  const run: Run = (frame) => {
    const value = target.run(frame)
    const type = typeOfReceiver(value)
    if (cached === undefined || type !== cachedType) {
      cachedType = type
      cached = overloadsFor(indexersOf(type), args.count, args.names)
    }
    const values = args.values(frame)
    if (cached.fitting.length === 0) return raiseNoMember(value, '[]')
    return invoke(cached, value, values, args.names, siteOf(frame, noTypes))
  }
  const result = known.length === 1 ? known[0]?.result : undefined
  return { run, type: result }
}
