import { setterOf } from '../members/lookup.ts'
import type { Node } from '../syntax/node.ts'
import type { Value } from '../value.ts'
import { compileArguments } from './arguments.ts'
import type { Environment } from './environment.ts'
import type { Frame } from './frame.ts'
import { raiseNoMember, typeOfReceiver } from './invoke.ts'
import { find, frameOf, type Scope } from './scope.ts'

type Of<Kind extends Node['kind']> = Extract<Node, { kind: Kind }>

/** Code that stores into a variable, an indexer or a settable property. */
export function compileStore(
  target: Node,
  scope: Scope,
  environment: Environment,
): (frame: Frame, value: Value) => void {
  if (target.kind === 'name') {
    const variable = find(scope, target.name)
    if (variable !== undefined) {
      const frameAt = frameOf(scope, variable)
      return (frame, value) => {
        frameAt(frame).slots[variable.slot] = value
      }
    }
  }
  if (target.kind === 'index' || target.kind === 'member')
    return memberStore(target, scope, environment)
  const { run } = environment.unsupported(
    target.at,
    'this cannot be assigned to',
    'it is no variable',
  )
  return (frame) => void run(frame)
}

function memberStore(
  target: Of<'index'> | Of<'member'>,
  scope: Scope,
  environment: Environment,
): (frame: Frame, value: Value) => void {
  const object = environment.compile(target.target, scope)
  const name = target.kind === 'member' ? target.name : '[]'
  const index =
    target.kind === 'index' ? compileArguments(target.args, scope, environment) : undefined
  return (frame, value) => {
    const receiver = object.run(frame)
    const setter = setterOf(typeOfReceiver(receiver), name)
    if (setter === undefined) return raiseNoMember(receiver, name)
    setter.set(receiver, index?.values(frame)[0] ?? null, value)
  }
}
