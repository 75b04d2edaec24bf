import { spendStep } from '../budget.ts'
import { raise } from '../error.ts'
import { castTo } from '../runtime/cast.ts'
import { itemsOf } from '../runtime/iterate.ts'
import type { Statement, TypeNode } from '../syntax/node.ts'
import type { Value } from '../value.ts'
import { NetDictionary, NetList, NetPair } from '../values/collection.ts'
import { JObject } from '../values/json.ts'
import { type Environment, staticType } from './environment.ts'
import { type Ended, ended, type Frame, type RunStatement } from './frame.ts'
import { truth } from './operators.ts'
import { blockScope, declare, functionScope, type Scope } from './scope.ts'

type Of<Kind extends Statement['kind']> = Extract<Statement, { kind: Kind }>

/** Runs a loop's body once; undefined to go on. */
type Pass = (frame: Frame, item: Value) => Ended | undefined

export function compileFor(
  statement: Of<'for'>,
  outer: Scope,
  environment: Environment,
): RunStatement {
  const scope = blockScope(outer)
  const starts = statement.start.map((start) => environment.statement(start, scope))
  const test =
    statement.test === undefined ? undefined : environment.compile(statement.test, scope).run
  const steps = statement.step.map((step) => environment.compile(step, scope).run)
  const pass = compilePass(statement.body, undefined, scope, environment)
  return (frame) => {
    for (const start of starts) start(frame)
    while (test === undefined || truth(test(frame))) {
      const how = pass(frame, null)
      if (how !== undefined) return how
      for (const step of steps) step(frame)
    }
    return ended.normally
  }
}

export function compileForeach(
  { type, name, items, body }: Of<'foreach'>,
  outer: Scope,
  environment: Environment,
): RunStatement {
  const values = environment.compile(items, outer).run
  const pass = compilePass(body, { name, type }, outer, environment)
  return (frame) => {
    const looped = values(frame)
    const count = countOf(looped)
    for (const item of [...loopItems(looped)]) {
      if (countOf(looped) !== count) {
        raise('InvalidOperationException', 'Collection was modified after it was enumerated.')
      }
      const how = pass(frame, type === undefined ? item : castTo(type, item, undefined, false))
      if (how !== undefined) return how
    }
    return ended.normally
  }
}

/** A JObject passes pairs to `foreach`, and its properties to queries. */
function loopItems(value: Value): readonly Value[] {
  if (!(value instanceof JObject)) return itemsOf(value)
  return [...value.properties.values()].map((one) => new NetPair(one.name, one.value))
}

/** Of collections that may not change while a loop reads them. */
function countOf(value: Value): number {
  if (value instanceof NetList) return value.items.length
  return value instanceof NetDictionary ? value.entries.size : 0
}

export function compileWhile(
  { test, body }: Of<'while'>,
  scope: Scope,
  environment: Environment,
): RunStatement {
  const condition = environment.compile(test, scope).run
  const pass = compilePass(body, undefined, scope, environment)
  return (frame) => {
    while (truth(condition(frame))) {
      const how = pass(frame, null)
      if (how !== undefined) return how
    }
    return ended.normally
  }
}

export function compileDo(
  { test, body }: Of<'do'>,
  scope: Scope,
  environment: Environment,
): RunStatement {
  const condition = environment.compile(test, scope).run
  const pass = compilePass(body, undefined, scope, environment)
  return (frame) => {
    do {
      const how = pass(frame, null)
      if (how !== undefined) return how
    } while (truth(condition(frame)))
    return ended.normally
  }
}

type LoopVariable = { readonly name: string; readonly type: TypeNode | undefined }

/** The variables of a pass are new in each, which only a function that keeps them can see. */
function compilePass(
  body: Statement,
  variable: LoopVariable | undefined,
  outer: Scope,
  environment: Environment,
): Pass {
  const isOwn = holdsFunction(body)
  const scope = isOwn ? functionScope(outer) : blockScope(outer)
  const slot =
    variable === undefined
      ? undefined
      : declare(scope, variable.name, staticType(variable.type)).slot
  const run = environment.statement(body, blockScope(scope))
  const inFrame: Pass = (frame, item) => {
    spendStep()
    if (slot !== undefined) frame.slots[slot] = item
    const how = run(frame)
    if (how === ended.byBreak) return ended.normally
    return how === ended.byReturn ? how : undefined
  }
  if (!isOwn) return inFrame
  return (frame, item) => {
    const slots = new Array<Value>(scope.owner.size).fill(null)
    const inner: Frame = { ...frame, slots, outer: frame }
    const how = inFrame(inner, item)
    frame.result = inner.result
    return how
  }
}

/** True when a lambda or local function stands anywhere inside. */
function holdsFunction(part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return false
  if ('kind' in part && (part.kind === 'lambda' || part.kind === 'function')) return true
  return Object.values(part).some(holdsFunction)
}
