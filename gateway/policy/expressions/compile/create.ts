import { spendItems, spendSize } from '../budget.ts'
import { raise, raiseRange } from '../error.ts'
import { methodsOf, setterOf, typeNamed } from '../members/lookup.ts'
import { defaultOf, implicitConversion } from '../runtime/cast.ts'
import { isNumeric, numberOf } from '../runtime/number.ts'
import { toText } from '../runtime/text.ts'
import type { Initializer, Node, TypeNode } from '../syntax/node.ts'
import type { Value } from '../value.ts'
import { NetAnonymous, NetArray, NetBytes } from '../values/collection.ts'
import { NetException } from '../values/function.ts'
import { compileArguments } from './arguments.ts'
import type { Environment } from './environment.ts'
import type { Code, Frame, Run } from './frame.ts'
import { invoke, invokeAny, overloadsFor, raiseNoMember, typeOfReceiver } from './invoke.ts'
import type { Scope } from './scope.ts'
import { isExceptionName } from './types.ts'

type Of<Kind extends Node['kind']> = Extract<Node, { kind: Kind }>

/** `new T(…) { … }` */
export function compileCreate(node: Of<'create'>, scope: Scope, environment: Environment): Code {
  const { type } = node
  const args = compileArguments(node.args, scope, environment)
  if (isExceptionName(type.name))
    return { run: exceptionRun(type.name, args.values), type: 'Exception' }
  const constructors = typeNamed(type.name)?.constructors ?? []
  if (constructors.length === 0) {
    return environment.unsupported(
      type.at,
      `new ${type.name} is not supported`,
      'there is no such type here',
    )
  }
  const fill =
    node.initializer === undefined ? undefined : initializer(node.initializer, scope, environment)
  const overloads = overloadsFor(constructors, node.args.length, args.names)
  const run: Run = (frame) => {
    const site = { exchange: frame.exchange, types: type.types }
    const made = invoke(overloads, null, args.values(frame), args.names, site)
    fill?.(frame, made)
    return made
  }
  return { run, type: type.name }
}

function exceptionRun(type: string, values: (frame: Frame) => Value[]): Run {
  return (frame) => {
    const [message, inner] = values(frame)
    const said =
      message === undefined ? `Exception of type 'System.${type}' was thrown.` : toText(message)
    if (!isArgumentException(type)) {
      return new NetException(type, said, inner instanceof NetException ? inner : undefined)
    }
    return argumentException(type, said, message ?? null, inner ?? null)
  }
}

function isArgumentException(type: string): boolean {
  return type.startsWith('Argument') && type.endsWith('Exception')
}

/** The first argument of ArgumentNullException names the parameter, of ArgumentException the second. */
function argumentException(type: string, said: string, first: Value, second: Value): NetException {
  const inner = second instanceof NetException ? second : undefined
  const isNameFirst = type !== 'ArgumentException' && first !== null
  const parameter = isNameFirst
    ? toText(first)
    : second === null || inner
      ? undefined
      : toText(second)
  const standard =
    type === 'ArgumentNullException'
      ? 'Value cannot be null.'
      : 'Specified argument was out of the range of valid values.'
  const message = !isNameFirst ? said : typeof second === 'string' ? second : standard
  const named = parameter === undefined ? message : `${message} (Parameter '${parameter}')`
  return new NetException(type, named, inner, parameter)
}

type Fill = (frame: Frame, made: Value) => void

function initializer(of: Initializer, scope: Scope, environment: Environment): Fill {
  const fills =
    of.kind === 'items' ? itemFills(of, scope, environment) : memberFills(of, scope, environment)
  return (frame, made) => {
    for (const fill of fills) fill(frame, made)
  }
}

/** Each item is an `Add`. */
function itemFills(
  { items }: Extract<Initializer, { kind: 'items' }>,
  scope: Scope,
  environment: Environment,
): Fill[] {
  return items.map((item) => {
    const codes = item.map((value) => environment.compile(value, scope).run)
    return (frame, made) => {
      const adders = methodsOf(typeOfReceiver(made), 'Add')
      const site = { exchange: frame.exchange, types: [] }
      invokeAny(
        adders,
        made,
        codes.map((code) => code(frame)),
        site,
      )
    }
  })
}

function memberFills(
  { members }: Extract<Initializer, { kind: 'members' }>,
  scope: Scope,
  environment: Environment,
): Fill[] {
  return members.map(({ target, value }) => {
    const name = 'name' in target ? target.name : '[]'
    const index =
      'index' in target ? target.index.map((key) => environment.compile(key, scope).run) : []
    if (value.kind === 'items' || value.kind === 'members') {
      return () => raise('CompilationException', 'Nested initializers are not supported.')
    }
    const code = environment.compile(value, scope).run
    return (frame, made) => {
      const setter = setterOf(typeOfReceiver(made), name)
      if (setter === undefined) return raiseNoMember(made, name)
      setter.set(made, index[0]?.(frame) ?? null, code(frame))
    }
  })
}

/** `new T[n]`, `new T[] { … }` and `new[] { … }`. */
export function compileArray(node: Of<'array'>, scope: Scope, environment: Environment): Code {
  const { type } = node
  const isBytes = type?.name === 'byte' && type.rank === 0
  const items = node.items?.map((item) => environment.compile(item, scope))
  const inferred = commonItemType(items ?? [])
  const itemType = type === undefined ? inferred : type.name + '[]'.repeat(type.rank)
  const result = isBytes ? 'byte[]' : 'array'
  if (items === undefined) {
    const size = node.size === undefined ? undefined : environment.compile(node.size, scope).run
    return { run: (frame) => emptyArray(size?.(frame) ?? 0, type, isBytes), type: result }
  }
  const convert = implicitConversion(type ?? widened(inferred)) ?? ((value: Value) => value)
  const run: Run = (frame) => {
    const values = items.map((item) => convert(item.run(frame)))
    return isBytes ? new NetBytes(bytesOf(values)) : new NetArray(values, itemType)
  }
  return { run, type: result }
}

const widths = ['int', 'long', 'double']

/** The type that all items of `new[] { … }` convert to; the widest of numbers. */
function commonItemType(items: readonly Code[]): string {
  const types = items.map(({ type }) => type).filter((type) => type !== 'null')
  const [first = 'object'] = types
  if (types.every((type) => type === first)) return first
  const places = types.map((type) => widths.indexOf(type ?? ''))
  return places.includes(-1) ? 'object' : (widths[Math.max(...places)] ?? 'object')
}

function widened(name: string): TypeNode | undefined {
  if (!widths.includes(name)) return undefined
  return { name, namespace: '', types: [], rank: 0, isNullable: false, at: 0 }
}

function bytesOf(values: readonly Value[]): Buffer {
  return Buffer.from(values.map((value) => (isNumeric(value) ? numberOf(value) : 0)))
}

function emptyArray(size: Value, type: TypeNode | undefined, isBytes: boolean): Value {
  const count = isNumeric(size) ? numberOf(size) : -1
  if (count < 0) raiseRange('length')
  if (isBytes) {
    spendSize(count)
    return new NetBytes(Buffer.alloc(count))
  }
  spendItems(count)
  return new NetArray(new Array(count).fill(defaultOf(type)), type?.name)
}

/** `new { a = 1, b.Name }` */
export function compileAnonymous(
  node: Of<'anonymous'>,
  scope: Scope,
  environment: Environment,
): Code {
  const members = node.members.map(({ name, value }) => ({
    name,
    code: environment.compile(value, scope).run,
  }))
  return {
    run: (frame) => new NetAnonymous(new Map(members.map(({ name, code }) => [name, code(frame)]))),
    type: undefined,
  }
}
