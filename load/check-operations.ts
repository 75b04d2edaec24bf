import { Client, type Dispatcher } from 'undici'
import { GatedrillError } from '../ledger/errors.ts'
import { loadErrorCodes, loadProblem } from './errors.ts'
import type { ScheduledOperation } from './schedule.ts'
import { fill, type Template } from './template.ts'

/**
 * Throws a GatedrillError that names every operation which HTTP cannot carry (a method, path or
 * header with characters it does not allow): each would fail thousands of times in the drill, and
 * the gateway would look as if it were to blame.
 */
export async function checkOperations(operations: readonly ScheduledOperation[]): Promise<void> {
  // Never connects: the request is judged when it is handed over, and given up then.
  const client = new Client('http://check.invalid', { connect: () => undefined })
  const problems = operations.flatMap(({ operation, path, body }) => {
    const { name, method, headers: common, headersOf = {} } = operation
    const headers = Object.assign({}, common, ...Object.values(headersOf))
    const refusal = refusalOf(client, {
      method,
      path: lowest(path),
      headers,
      body: body === undefined ? null : lowest(body),
    })
    if (refusal === undefined) return []
    return loadProblem({
      code: loadErrorCodes.operationNotHttp,
      where: `operation ${name}`,
      what: `${method} ${operation.path} cannot be sent: ${refusal}`,
      why: 'its method, path and headers go to the gateway as they stand',
      fix: 'encode the path (a space is %20), and use only characters that HTTP allows',
    })
  })
  await client.destroy()
  if (problems.length > 0) throw new GatedrillError(problems)
}

/** Why undici does not take a request, if it does not. */
function refusalOf(client: Client, options: Dispatcher.DispatchOptions): string | undefined {
  let refusal: string | undefined
  let isJudged = false
  client.dispatch(options, {
    onRequestStart: () => undefined,
    onResponseStart: () => undefined,
    onResponseData: () => undefined,
    onResponseEnd: () => undefined,
    onResponseError(_controller, error) {
      // Later ones only say that the client is gone.
      if (!isJudged) refusal = error.message
    },
  })
  isJudged = true
  if (refusal !== undefined) return refusal
  const { headers } = options
  const length = Object.keys(headers ?? {}).find((name) => /^content-length$/i.test(name))
  return length === undefined ? undefined : 'content-length is counted, not given'
}

function lowest(template: Template): string {
  const lowestValues = Float64Array.from(template.ranges, ({ from }) => from)
  return fill(template, lowestValues, 0)
}
