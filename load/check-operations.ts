import { GatedrillError } from '../ledger/errors.ts'
import { headOf, type WireRequest } from '../wire/request-text.ts'
import { loadErrorCodes, loadProblem } from './errors.ts'
import type { ScheduledOperation } from './schedule.ts'
import { fill, type Template } from './template.ts'

/**
 * Throws a GatedrillError that names every operation which HTTP cannot carry (a method, path or
 * header with characters it does not allow): each would fail thousands of times in the drill, and
 * the gateway would look as if it were to blame.
 */
export function checkOperations(operations: readonly ScheduledOperation[]): void {
  const problems = operations.flatMap(({ operation, path }) => {
    const { name, method, headers: common, headersOf = {} } = operation
    const headers = [common, ...Object.values(headersOf)].flatMap((some) =>
      Object.entries(some).flat(),
    )
    const refusal = refusalOf({ method, path: lowest(path), headers, body: undefined })
    if (refusal === undefined) return []
    return loadProblem({
      code: loadErrorCodes.operationNotHttp,
      where: `operation ${name}`,
      what: `${method} ${operation.path} cannot be sent: ${refusal}`,
      why: 'its method, path and headers go to the gateway as they stand',
      fix: 'encode the path (a space is %20), and use only characters that HTTP allows',
    })
  })
  if (problems.length > 0) throw new GatedrillError(problems)
}

function refusalOf(request: WireRequest): string | undefined {
  try {
    headOf(request)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function lowest(template: Template): string {
  const lowestValues = Float64Array.from(template.ranges, ({ from }) => from)
  return fill(template, lowestValues, 0)
}
