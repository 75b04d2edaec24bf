import { uncatchable } from '../budget.ts'
import { ExpressionError, raise } from '../error.ts'
import { defaultOf, implicitConversion, isException } from '../runtime/cast.ts'
import type { CatchClause, Statement } from '../syntax/node.ts'
import { NetException } from '../values/function.ts'
import { throwValue } from './compile-node.ts'
import { type Environment, staticType } from './environment.ts'
import { type Ended, ended, type Frame, type Run, type RunStatement } from './frame.ts'
import { compileFunction } from './functions.ts'
import { compileDo, compileFor, compileForeach, compileWhile } from './loops.ts'
import { truth } from './operators.ts'
import { compilePattern } from './patterns.ts'
import { blockScope, declare, type Scope } from './scope.ts'

type Of<Kind extends Statement['kind']> = Extract<Statement, { kind: Kind }>
type Compile<Kind extends Statement['kind']> = (
  statement: Of<Kind>,
  scope: Scope,
  environment: Environment,
) => RunStatement

const compilers: { readonly [Kind in Statement['kind']]: Compile<Kind> } = {
  block: ({ statements }, scope, environment) =>
    compileSequence(statements, blockScope(scope), environment),
  declare: compileDeclare,
  evaluate: ({ value }, scope, environment) => {
    const { run } = environment.compile(value, scope)
    return (frame) => {
      run(frame)
      return ended.normally
    }
  },
  if: compileIf,
  for: compileFor,
  foreach: compileForeach,
  while: compileWhile,
  do: compileDo,
  switch: compileSwitch,
  return: compileReturn,
  break: () => () => ended.byBreak,
  continue: () => () => ended.byContinue,
  throw: compileThrow,
  try: compileTry,
  using: compileUsing,
  function: compileLocalFunction,
  empty: () => () => ended.normally,
}

export function compileStatement<Kind extends Statement['kind']>(
  statement: Of<Kind> & { readonly kind: Kind },
  scope: Scope,
  environment: Environment,
): RunStatement {
  return compilers[statement.kind](statement, scope, environment)
}

/** Statements in a row, in a scope that is theirs. */
export function compileSequence(
  statements: readonly Statement[],
  scope: Scope,
  environment: Environment,
): RunStatement {
  // Local functions may be called before they stand in the text.
  for (const statement of statements) {
    if (statement.kind === 'function') declare(scope, statement.name, 'Func')
  }
  const hoisted = statements.filter(({ kind }) => kind === 'function')
  const others = statements.filter(({ kind }) => kind !== 'function')
  // Made first and compiled last: they know all variables of the block.
  const otherRuns = others.map((one) => environment.statement(one, scope))
  const runs = [...hoisted.map((one) => environment.statement(one, scope)), ...otherRuns]
  return (frame) => {
    for (const run of runs) {
      const how = run(frame)
      if (how !== ended.normally) return how
    }
    return ended.normally
  }
}

function compileDeclare(
  { type, variables }: Of<'declare'>,
  scope: Scope,
  environment: Environment,
): RunStatement {
  const stores = variables.map(({ name, value }): ((frame: Frame) => void) => {
    const code = value === undefined ? undefined : environment.compile(value, scope)
    const { slot } = declare(scope, name, type === undefined ? code?.type : staticType(type))
    if (code === undefined) {
      return ({ slots }) => {
        slots[slot] = defaultOf(type)
      }
    }
    const { run } = code
    const convert = implicitConversion(type)
    if (convert === undefined) {
      return (frame) => {
        frame.slots[slot] = run(frame)
      }
    }
    return (frame) => {
      frame.slots[slot] = convert(run(frame))
    }
  })
  return (frame) => {
    for (const store of stores) store(frame)
    return ended.normally
  }
}

function compileIf(
  { test, yes, no }: Of<'if'>,
  outer: Scope,
  environment: Environment,
): RunStatement {
  // A pattern in the condition declares its name for what follows the `if` too.
  const condition = environment.compile(test, outer).run
  const then = environment.statement(yes, blockScope(outer))
  const otherwise = no === undefined ? undefined : environment.statement(no, blockScope(outer))
  return (frame) => {
    if (truth(condition(frame))) return then(frame)
    return otherwise === undefined ? ended.normally : otherwise(frame)
  }
}

function compileSwitch(
  statement: Of<'switch'>,
  outer: Scope,
  environment: Environment,
): RunStatement {
  const value = environment.compile(statement.value, outer).run
  const sections = statement.sections.map(({ labels, body }) => {
    const scope = blockScope(outer)
    const tests = labels.map((label) => {
      if (label.kind === 'default') return undefined
      const matches = compilePattern(label.pattern, scope, environment)
      const when = label.when === undefined ? undefined : environment.compile(label.when, scope).run
      return { matches, when }
    })
    return { tests, run: compileSequence(body, scope, environment) }
  })
  const fallback = sections.find(({ tests }) => tests.includes(undefined))
  return (frame) => {
    const tested = value(frame)
    const found = sections.find(({ tests }) =>
      tests.some(
        (test) =>
          test?.matches(frame, tested) === true &&
          (test.when === undefined || truth(test.when(frame))),
      ),
    )
    const how = (found ?? fallback)?.run(frame) ?? ended.normally
    return how === ended.byBreak ? ended.normally : how
  }
}

function compileReturn(
  { value }: Of<'return'>,
  scope: Scope,
  environment: Environment,
): RunStatement {
  const run = value === undefined ? undefined : environment.compile(value, scope).run
  return (frame) => {
    frame.result = run?.(frame) ?? null
    return ended.byReturn
  }
}

function compileThrow(
  { value }: Of<'throw'>,
  scope: Scope,
  environment: Environment,
): RunStatement {
  const run = value === undefined ? undefined : environment.compile(value, scope).run
  return (frame) => {
    if (run !== undefined) throwValue(run(frame))
    throw (
      frame.error ?? new ExpressionError('InvalidOperationException', 'There is nothing to throw.')
    )
  }
}

type Catch = {
  readonly catches: (error: ExpressionError, frame: Frame) => boolean
  readonly body: RunStatement
}

function compileTry(statement: Of<'try'>, scope: Scope, environment: Environment): RunStatement {
  const body = environment.statement(statement.body, scope)
  const clauses = statement.catches.map((clause) => compileCatch(clause, scope, environment))
  const last =
    statement.finally === undefined ? undefined : environment.statement(statement.finally, scope)
  const guarded: RunStatement = (frame) => {
    try {
      return body(frame)
    } catch (error) {
      if (!(error instanceof ExpressionError) || uncatchable.has(error.type)) throw error
      const clause = clauses.find(({ catches }) => catches(error, frame))
      if (clause === undefined) throw error
      return caught(clause, error, frame)
    }
  }
  if (last === undefined) return guarded
  return (frame) => {
    try {
      return guarded(frame)
    } finally {
      const { result } = frame
      last(frame)
      frame.result = result
    }
  }
}

function caught({ body }: Catch, error: ExpressionError, frame: Frame): Ended {
  const before = frame.error
  frame.error = error
  try {
    return body(frame)
  } finally {
    frame.error = before
  }
}

function compileCatch(clause: CatchClause, outer: Scope, environment: Environment): Catch {
  const scope = blockScope(outer)
  const { type, name } = clause
  const variable = name === undefined ? undefined : declare(scope, name, 'Exception')
  const when = clause.when === undefined ? undefined : environment.compile(clause.when, scope).run
  const catches = (error: ExpressionError, frame: Frame) => {
    if (type !== undefined && !isException(error.type, type.name)) return false
    if (variable !== undefined) frame.slots[variable.slot] = exceptionOf(error)
    return when === undefined || truth(when(frame))
  }
  return { catches, body: environment.statement(clause.body, scope) }
}

function exceptionOf({ type, message, inner }: ExpressionError): NetException {
  return new NetException(type, message, inner === undefined ? undefined : exceptionOf(inner))
}

/** Nothing here holds a resource: `using` only bounds a name. */
function compileUsing(
  { start, body }: Of<'using'>,
  outer: Scope,
  environment: Environment,
): RunStatement {
  const scope = blockScope(outer)
  const first = environment.statement(start, scope)
  const then = environment.statement(body, scope)
  return (frame) => {
    first(frame)
    return then(frame)
  }
}

function compileLocalFunction(
  statement: Of<'function'>,
  scope: Scope,
  environment: Environment,
): RunStatement {
  const variable = scope.names.get(statement.name)
  if (variable === undefined)
    return () => raise('CompilationException', 'A function without a name.')
  const create: Run = compileFunction(statement, scope, environment).run
  return (frame) => {
    frame.slots[variable.slot] = create(frame)
    return ended.normally
  }
}
