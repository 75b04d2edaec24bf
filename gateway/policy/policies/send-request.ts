import { z } from 'zod'
import { internalServerError } from '../../pipeline/steps.ts'
import { flag } from '../attributes.ts'
import { definePolicy, reject } from '../define-policy.ts'
import { ResponseView } from '../expressions/values/exchange.ts'
import { compileSideRequest, sideRequestAttributes } from '../message/side-request.ts'

/**
 * Sends a request beside the exchange's own and puts the response into a variable. A failure is an
 * error, or the variable is null where errors are ignored. Source: APIM, send-request.
 */
export const sendRequest = definePolicy({
  name: 'send-request',
  sections: ['inbound', 'backend', 'outbound', 'on-error'],
  example:
    '<send-request mode="new" response-variable-name="stock" timeout="5" ignore-error="true"><set-url>https://stock.example.com/items</set-url><set-method>GET</set-method><set-header name="Accept"><value>application/json</value></set-header></send-request>',
  attributes: z.strictObject({
    ...sideRequestAttributes,
    'response-variable-name': z.string().min(1),
    'ignore-error': flag.default(false),
  }),
  compile(attributes, load) {
    const variableOf = load.text(attributes['response-variable-name'])
    const ignoresError = attributes['ignore-error']
    const requestOf = compileSideRequest(attributes, load)
    return async (exchange) => {
      const { signal, variables } = exchange
      const made = await requestOf(exchange)
      const result =
        made.kind === 'failure' ? made : await load.backends.send({ ...made.request, signal })
      // Nobody waits for it any more: neither its answer nor its failure may be seen.
      const isOver = signal.aborted
      if (result.kind === 'answer' && !isOver) {
        variables.set(variableOf(exchange), new ResponseView(result.response))
        return undefined
      }
      if (ignoresError && !isOver) {
        variables.set(variableOf(exchange), null)
        return undefined
      }
      const { reason, message } = result.kind === 'failure' ? result : canceled
      return reject(500, reason, message, {}, internalServerError)
    }
  },
})

const canceled = { reason: 'ClientConnectionFailure', message: 'The operation was canceled.' }
