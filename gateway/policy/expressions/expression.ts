import { GatedrillError, type Problem } from '../../../ledger/errors.ts'
import type { PolicyDocument } from '../../../ledger/revision.ts'
import type { Exchange } from '../../pipeline/exchange.ts'
import { isSpace } from '../xml/cursor.ts'
import { offsetWithin, placeOf } from '../xml/place.ts'
import { renewBudget } from './budget.ts'
import { compileNode } from './compile/compile-node.ts'
import { compileStatement } from './compile/compile-statement.ts'
import { type Environment, unsupportedType } from './compile/environment.ts'
import { type Code, ended, type Run } from './compile/frame.ts'
import { functionScope, type Scope } from './compile/scope.ts'
import { ExpressionError, raise } from './error.ts'
import type { Node, Statement } from './syntax/node.ts'
import { parseBody, parseSingle } from './syntax/parse.ts'
import { SyntaxProblem } from './syntax/token.ts'
import type { Value } from './value.ts'
import type { Certificates } from './values/certificate.ts'
import { ContextView } from './values/exchange.ts'

export type CompiledExpression = {
  /** Throws an ExpressionError for whatever .NET would have thrown. */
  readonly evaluate: (exchange: Exchange) => Value
  /** The whole body must be in memory before the expression is evaluated. */
  readonly usesRequestBody: boolean
  readonly usesResponseBody: boolean
  /** Members and types that are not supported; they throw when they are reached. */
  readonly problems: readonly Problem[]
}

/** Where a source stands: `offset` is of its first character, or of the first that is no space. */
export type SourcePlace = { readonly document: PolicyDocument; readonly offset: number }

const noCertificates: Certificates = new Map()

/** True when the whole text, without space around it, is one `@(…)` or `@{…}`. */
export function isExpression(source: string): boolean {
  const text = source.trim()
  return (
    (text.startsWith('@(') && text.endsWith(')')) || (text.startsWith('@{') && text.endsWith('}'))
  )
}

/**
 * Compiles C# in `@(…)` or `@{…}` to closures. Throws a GatedrillError with the place when the
 * source is no C#; what is only not supported is a problem of the result.
 */
export function compileExpression(
  source: string,
  at: SourcePlace,
  certificates = noCertificates,
): CompiledExpression {
  const start = source.length - source.trimStart().length
  const end = source.trimEnd().length
  const isBody = source[start + 1] === '{'
  const placed = (index: number) =>
    placeOf(at.document, offsetWithin(at.document, at.offset, index - skipped))
  // An offset of the first character that is no space leaves the space before it out.
  const skipped = isSpace(at.document.xml.charCodeAt(at.offset)) ? 0 : start
  const problems: Problem[] = []
  const uses = { requestBody: false, responseBody: false }
  const environment = environmentOf({ source, problems, uses, placed })
  const scope = functionScope(undefined)
  try {
    const run = isBody
      ? environment.body(parseBody(source, start + 2, end - 1), scope).run
      : environment.compile(parseSingle(source, start + 2, end - 1), scope).run
    const evaluate = evaluator(run, scope, certificates)
    return {
      evaluate,
      usesRequestBody: uses.requestBody,
      usesResponseBody: uses.responseBody,
      problems,
    }
  } catch (error) {
    if (error instanceof SyntaxProblem) throw syntaxError(error, placed)
    throw error
  }
}

function syntaxError(problem: SyntaxProblem, placed: (index: number) => string): GatedrillError {
  return new GatedrillError({
    code: 'EXPRESSION_SYNTAX',
    where: placed(problem.at),
    what: problem.message,
    why: 'the expression is no C# that a policy may hold',
    fix: 'mend the expression; named values are put in before it is read',
  })
}

function evaluator(
  run: Run,
  { owner }: Scope,
  certificates: Certificates,
): (exchange: Exchange) => Value {
  return (exchange) => {
    const slots: Value[] = []
    while (slots.length < owner.size) slots.push(null)
    const context = new ContextView(exchange, certificates)
    renewBudget()
    try {
      return run({ slots, outer: undefined, context, exchange, result: null, error: undefined })
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      // Node's own limits, of the stack or of a text's length, are the expression's error too.
      throw new ExpressionError('InsufficientExecutionStackException', error.message)
    }
  }
}

type Shared = {
  readonly source: string
  readonly problems: Problem[]
  readonly uses: Environment['uses']
  readonly placed: (index: number) => string
}

function environmentOf({ source, problems, uses, placed }: Shared): Environment {
  const unsupported = (at: number, what: string, why: string): Code => {
    const fix = 'write it with other members, or expect this expression to fail when it is reached'
    problems.push({ code: 'EXPRESSION_UNSUPPORTED', where: placed(at), what, why, fix })
    return { run: () => raise('NotSupportedException', `${what}: ${why}.`), type: unsupportedType }
  }
  const make = (isChecked: boolean): Environment => {
    const environment: Environment = {
      uses,
      unsupported,
      isChecked,
      mayBeAnonymous: /\bnew\s*\{/.test(source),
      compile: (node, scope, isNowChecked = isChecked) =>
        compileNode(node, scope, isNowChecked === isChecked ? environment : make(isNowChecked)),
      statement: (statement, scope) => compileStatement(statement, scope, environment),
      body: (body, scope) => bodyOf(body, scope, environment),
    }
    return environment
  }
  return make(false)
}

function isStatement(body: Node | Statement): body is Extract<Statement, { kind: 'block' }> {
  return body.kind === 'block'
}

function bodyOf(body: Node | Statement, scope: Scope, environment: Environment): Code {
  if (!isStatement(body)) return isNode(body) ? environment.compile(body, scope) : nothing
  const run = environment.statement(body, scope)
  return {
    run: (frame) => (run(frame) === ended.byReturn ? frame.result : null),
    type: undefined,
  }
}

const nothing: Code = { run: () => null, type: undefined }

/** A body is a block or a value; no other statement stands there. */
function isNode(body: Node | Statement): body is Node {
  return body.kind !== 'block'
}
