import type { Argument } from '../syntax/node.ts'
import type { Value } from '../value.ts'
import type { Environment } from './environment.ts'
import type { Frame } from './frame.ts'
import type { Scope } from './scope.ts'

export type Arguments = {
  readonly values: (frame: Frame) => Value[]
  readonly names: readonly (string | undefined)[]
  readonly count: number
  readonly types: readonly (string | undefined)[]
}

export function compileArguments(
  args: readonly Argument[],
  scope: Scope,
  environment: Environment,
): Arguments {
  const codes = args.map(({ value }) => environment.compile(value, scope))
  const runs = codes.map(({ run }) => run)
  const [first, second] = runs
  const names = args.some(({ name }) => name !== undefined) ? args.map(({ name }) => name) : []
  const types = codes.map(({ type }) => type)
  const count = codes.length
  if (first === undefined) return { values: () => [], names, count, types }
  if (runs.length === 1) return { values: (frame) => [first(frame)], names, count, types }
  if (runs.length === 2 && second !== undefined) {
    return { values: (frame) => [first(frame), second(frame)], names, count, types }
  }
  return { values: (frame) => runs.map((run) => run(frame)), names, count, types }
}
