import type { Node, Statement } from './node.ts'
import { tryType } from './parse-type.ts'
import { accept, attempt, expectName, isNext, peek, type Stream } from './stream.ts'

/** `T a = 1, b`, as `for` and `using` have it too; undefined with nothing read. */
export function tryVariables(stream: Stream): Statement | undefined {
  const { at } = peek(stream)
  const type = attempt(stream, () => {
    const parsed = tryType(stream)
    if (parsed === undefined || peek(stream).kind !== 'name') return undefined
    return ['=', ';', ','].some((text) => isNext(stream, text, 1)) ? parsed : undefined
  })
  if (type === undefined) return undefined
  const variables: { name: string; value: Node | undefined }[] = []
  do {
    const name = expectName(stream)
    variables.push({
      name,
      value: accept(stream, '=') ? stream.grammar.expression(stream) : undefined,
    })
  } while (accept(stream, ','))
  const isVar = type.name === 'var' && type.namespace === ''
  return { kind: 'declare', type: isVar ? undefined : type, variables, at }
}
