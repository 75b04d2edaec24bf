import { spendSize } from '../budget.ts'
import { raise } from '../error.ts'
import { add, arithmetic, bitwise, compare, unary } from '../runtime/arithmetic.ts'
import { castTo, implicitConversion } from '../runtime/cast.ts'
import { equalByOperator, equalByReference } from '../runtime/equality.ts'
import { castNumber, isNumeric, isNumericTypeName } from '../runtime/number.ts'
import { toText } from '../runtime/text.ts'
import { typeOf } from '../runtime/type-of.ts'
import type { Node } from '../syntax/node.ts'
import type { Value } from '../value.ts'
import { NetNamespace } from '../values/xml.ts'
import type { Environment } from './environment.ts'
import type { Code, Run } from './frame.ts'
import { find, type Scope } from './scope.ts'
import { compileStore } from './store.ts'

type Of<Kind extends Node['kind']> = Extract<Node, { kind: Kind }>

/** A condition must be bool, as the C# compiler would have asked. */
export function truth(value: Value): boolean {
  if (typeof value === 'boolean') return value
  return raise('InvalidCastException', 'A condition must be a bool.')
}

export function compileBinary(node: Of<'binary'>, scope: Scope, environment: Environment): Code {
  const left = environment.compile(node.left, scope)
  const right = environment.compile(node.right, scope)
  const { operator } = node
  if (operator === '&&' || operator === '||' || operator === '??') {
    return compileShortCircuit(operator, left, right)
  }
  if (operator === '==' || operator === '!=') return compileEquality(operator, left, right)
  const type = resultType(operator, left.type, right.type)
  if (operator === '+' && type === 'string')
    return { run: concatenation(left.run, right.run), type }
  const [a, b] = isMixedSign(node, left, right)
    ? [asLong(left.run), asLong(right.run)]
    : [left.run, right.run]
  return { run: operation(operator, a, b, environment.isChecked), type }
}

/** `uint` with `int` is computed as long, unless the int is a literal that is a uint as well. */
function isMixedSign(node: Of<'binary'>, left: Code, right: Code): boolean {
  const isInt = (code: Code, at: Node) => code.type === 'int' && at.kind !== 'literal'
  return (
    (left.type === 'uint' && isInt(right, node.right)) ||
    (right.type === 'uint' && isInt(left, node.left))
  )
}

function asLong(run: Run): Run {
  return (frame) => {
    const value = run(frame)
    return isNumeric(value) ? castNumber('long', value) : value
  }
}

function compileShortCircuit(operator: '&&' | '||' | '??', left: Code, right: Code): Code {
  const [a, b] = [left.run, right.run]
  if (operator === '&&') return { run: (f) => truth(a(f)) && truth(b(f)), type: 'bool' }
  if (operator === '||') return { run: (f) => truth(a(f)) || truth(b(f)), type: 'bool' }
  return { run: (f) => a(f) ?? b(f), type: left.type === right.type ? left.type : undefined }
}

/** Two operands of which one is an `object` compare by reference. C# 12.12.7. */
function compileEquality(operator: string, left: Code, right: Code): Code {
  const isNullTest = left.type === 'null' || right.type === 'null'
  const isReference = !isNullTest && (left.type === 'object' || right.type === 'object')
  const equal = isReference ? equalByReference : equalByOperator
  const [a, b] = [left.run, right.run]
  if (isNullTest) {
    const tested = left.type === 'null' ? b : a
    return { run: nullTest(tested, operator === '=='), type: 'bool' }
  }
  if (operator === '==') return { run: (f) => equal(a(f), b(f)), type: 'bool' }
  return { run: (f) => !equal(a(f), b(f)), type: 'bool' }
}

function nullTest(tested: Run, isEqual: boolean): Run {
  return (frame) => (tested(frame) === null) === isEqual
}

/** Where one side is a string by its type, even null is joined as text. */
function concatenation(left: Run, right: Run): Run {
  return (frame) => {
    const [first, second] = [left(frame), right(frame)]
    if (first instanceof NetNamespace) return add(first, second, false)
    const text = toText(first) + toText(second)
    spendSize(text.length)
    return text
  }
}

function operation(operator: string, left: Run, right: Run, isChecked: boolean): Run {
  if (operator === '+') return (f) => add(left(f), right(f), isChecked)
  if (['-', '*', '/', '%'].includes(operator)) {
    return (f) => arithmetic(operator, left(f), right(f), isChecked)
  }
  if (['<', '>', '<=', '>='].includes(operator)) return (f) => compare(operator, left(f), right(f))
  return (f) => bitwise(operator, left(f), right(f))
}

const wholeTypes: ReadonlySet<string> = new Set(['byte', 'sbyte', 'short', 'ushort', 'char', 'int'])

function resultType(
  operator: string,
  left: string | undefined,
  right: string | undefined,
): string | undefined {
  if (['<', '>', '<=', '>='].includes(operator)) return 'bool'
  if (operator === '+' && left === 'XNamespace') return 'XName'
  if (operator === '+' && (left === 'string' || right === 'string')) return 'string'
  if (left === undefined || right === undefined) return undefined
  if (wholeTypes.has(left) && wholeTypes.has(right)) return 'int'
  return left === right && left !== 'DateTime' && left !== 'DateTimeOffset' ? left : undefined
}

export function compileUnary(node: Of<'unary'>, scope: Scope, environment: Environment): Code {
  const { run, type } = environment.compile(node.operand, scope)
  const { operator } = node
  if (operator === '!') return { run: (frame) => !truth(run(frame)), type: 'bool' }
  const { isChecked } = environment
  return { run: (frame) => unary(operator, run(frame), isChecked), type }
}

export function compileConditional(
  node: Of<'conditional'>,
  scope: Scope,
  environment: Environment,
): Code {
  const test = environment.compile(node.test, scope).run
  const yes = environment.compile(node.yes, scope)
  const no = environment.compile(node.no, scope)
  const type = commonType(yes.type, no.type)
  const [a, b] = [yes.run, no.run]
  if (type !== undefined && ['double', 'long', 'decimal'].includes(type) && yes.type !== no.type) {
    const named = { name: type, namespace: '', types: [], rank: 0, isNullable: false, at: 0 }
    const widen = implicitConversion(named)
    return { run: (f) => widen?.(truth(test(f)) ? a(f) : b(f)) ?? null, type }
  }
  return { run: (frame) => (truth(test(frame)) ? a(frame) : b(frame)), type }
}

const widths = ['int', 'long', 'double']

function commonType(yes: string | undefined, no: string | undefined): string | undefined {
  if (yes === no || no === 'null') return yes
  if (yes === 'null') return no
  const [a, b] = [widths.indexOf(yes ?? ''), widths.indexOf(no ?? '')]
  if (a >= 0 && b >= 0) return widths[Math.max(a, b)]
  return yes === 'object' || no === 'object' ? 'object' : undefined
}

/** `=`, `+=`, `??=` and the like; the value of an assignment is what was stored. */
export function compileAssign(node: Of<'assign'>, scope: Scope, environment: Environment): Code {
  const { operator, target } = node
  const value = environment.compile(node.value, scope)
  const store = compileStore(target, scope, environment)
  if (operator === '=') {
    const convert = conversionOf(target, scope)
    const run: Run = (frame) => {
      const stored = convert(value.run(frame))
      store(frame, stored)
      return stored
    }
    return { run, type: value.type }
  }
  const before = environment.compile(target, scope)
  if (operator === '??=') {
    const run: Run = (frame) => {
      const held = before.run(frame)
      if (held !== null) return held
      const stored = value.run(frame)
      store(frame, stored)
      return stored
    }
    return { run, type: before.type }
  }
  const combined = operation(operator.slice(0, -1), before.run, value.run, environment.isChecked)
  return { run: compound(combined, before.type, store), type: before.type }
}

/** A compound assignment casts back: `byte += int` stays a byte. */
function compound(
  combined: Run,
  type: string | undefined,
  store: (frame: Parameters<Run>[0], value: Value) => void,
): Run {
  const isCast =
    type !== undefined && (wholeTypes.has(type) || type === 'long' || type === 'double')
  const named = { name: type ?? '', namespace: '', types: [], rank: 0, isNullable: true, at: 0 }
  return (frame) => {
    const value = combined(frame)
    const stored = isCast ? castTo(named, value, undefined, false) : value
    store(frame, stored)
    return stored
  }
}

/** What storing into a declared variable converts. */
function conversionOf(target: Node, scope: Scope): (value: Value) => Value {
  const type = target.kind === 'name' ? find(scope, target.name)?.type : undefined
  if (type === undefined) return (value) => value
  const named = { name: type, namespace: '', types: [], rank: 0, isNullable: true, at: 0 }
  return implicitConversion(named) ?? ((value) => value)
}

export function compileIncrement(
  node: Of<'increment'>,
  scope: Scope,
  environment: Environment,
): Code {
  const before = environment.compile(node.target, scope)
  const store = compileStore(node.target, scope, environment)
  const operator = node.operator === '++' ? '+' : '-'
  const { isPrefix } = node
  const { isChecked } = environment
  const run: Run = (frame) => {
    const held = before.run(frame)
    const stored = sameType(held, arithmetic(operator, held, 1, isChecked), isChecked)
    store(frame, stored)
    return isPrefix ? stored : held
  }
  return { run, type: before.type }
}

/** `x++` keeps the type of `x`: a byte turns over from 255 to 0, a char to the next one. */
function sameType(held: Value, stepped: Value, isChecked: boolean): Value {
  if (typeof stepped !== 'number' || typeof held !== 'object' || held === null) return stepped
  const type = typeOf(held)
  return isNumericTypeName(type) ? castNumber(type, stepped, isChecked) : stepped
}
