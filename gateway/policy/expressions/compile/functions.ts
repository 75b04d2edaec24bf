import { nested, spendStep } from '../budget.ts'
import { implicitConversion } from '../runtime/cast.ts'
import type { Node, Parameter } from '../syntax/node.ts'
import { NetFunction } from '../values/function.ts'
import { type Environment, staticType } from './environment.ts'
import type { Code, Frame } from './frame.ts'
import { declare, functionScope, type Scope } from './scope.ts'

/** A lambda or a local function: its code is called with a frame of its own. */
export function compileFunction(
  { parameters, body }: Pick<Extract<Node, { kind: 'lambda' }>, 'parameters' | 'body'>,
  outer: Scope,
  environment: Environment,
): Code {
  const scope = functionScope(outer)
  const conversions = parameters.map(({ type }) => implicitConversion(type))
  for (const parameter of parameters) declareParameter(parameter, scope)
  const { run } = environment.body(body, scope)
  const create = (frame: Frame) =>
    new NetFunction((...args) => {
      spendStep()
      const slots = args.slice(0, parameters.length)
      conversions.forEach((convert, index) => {
        if (convert !== undefined) slots[index] = convert(slots[index] ?? null)
      })
      while (slots.length < scope.owner.size) slots.push(null)
      const inner: Frame = {
        slots,
        outer: frame,
        context: frame.context,
        exchange: frame.exchange,
        result: null,
        error: undefined,
      }
      return nested(() => run(inner))
    })
  return { run: create, type: 'Func' }
}

function declareParameter({ name, type }: Parameter, scope: Scope): void {
  declare(scope, name, staticType(type))
}
