import { z } from 'zod'
import type { BackendAnswer, BackendFailure } from '../../backends/call.ts'
import type { Exchange, GatewayResponse } from '../../pipeline/exchange.ts'
import { errorResponse, replaceResponse } from '../../pipeline/response.ts'
import { internalServerError } from '../../pipeline/steps.ts'
import { flag, flagText, wholeNumberText } from '../attributes.ts'
import { definePolicy, type PolicyLoad, reject, type Stop } from '../define-policy.ts'
import { ExpressionError } from '../expressions/error.ts'

// Seconds until the response's head must have come.
const timeoutDefaultS = 300

/**
 * Sends the request to its backend and takes the response; `timeout-ms` comes before `timeout`.
 * `continue-timeout` has nothing to wait for: the listener answers `Expect` itself. Source: APIM,
 * forward-request.
 */
export const forwardRequest = definePolicy({
  name: 'forward-request',
  sections: ['backend'],
  example: '<forward-request timeout="10" follow-redirects="false" />',
  attributes: z.strictObject({
    timeout: wholeNumberText.optional(),
    'timeout-ms': wholeNumberText.optional(),
    'continue-timeout': wholeNumberText.optional(),
    'http-version': z.enum(['1', '2or1', '2']).optional(),
    'follow-redirects': flagText.default('false'),
    'buffer-request-body': flag.default(false),
    'buffer-response': flag.default(true),
    'fail-on-error-status-code': flag.default(false),
  }),
  compile(attributes, load) {
    const { timeout, 'timeout-ms': inMs } = attributes
    const timeoutOf = load.number(inMs ?? timeout ?? String(timeoutDefaultS))
    const unitMs = inMs === undefined ? 1_000 : 1
    const followsOf = load.condition(attributes['follow-redirects'])
    const bufferResponse = attributes['buffer-response']
    const httpVersion = attributes['http-version']
    const failsOnError = attributes['fail-on-error-status-code']
    if (attributes['buffer-request-body']) load.needsRequestBody()
    return (exchange) => {
      const options = {
        timeoutMs: timeoutOf(exchange) * unitMs,
        followRedirects: followsOf(exchange),
        bufferResponse,
        httpVersion,
      }
      return load.backends.forward(exchange, options).then((result) => answered(exchange, result))
    }

    function answered(
      exchange: Exchange,
      result: BackendAnswer | BackendFailure,
    ): Stop | undefined | Promise<Stop | undefined> {
      const { attribution } = exchange
      if (result.kind === 'failure') {
        const { retryAfterMs } = result
        if (retryAfterMs !== undefined) return unavailable(exchange, load, result, retryAfterMs)
        if (result.reason === 'RequestBodyTooLarge') return bodyTooLarge(result.message)
        return reject(500, result.reason, result.message, {}, internalServerError)
      }
      const { response } = result
      replaceResponse(exchange, response)
      attribution.layer = 'backend'
      attribution.policy = ''
      attribution.scope = ''
      attribution.section = ''
      attribution.reason = ''
      const stop = failsOnError && response.status >= 400 ? errorStatus(response) : undefined
      return exchange.onAnswer === undefined ? stop : told(exchange.onAnswer(response), stop)
    }
  },
})

function errorStatus({ status }: GatewayResponse): Stop {
  const message = `The backend answered with status code ${status}.`
  const stop = reject(status, 'BackendErrorStatusCode', message)
  return { ...stop, keepsResponse: true }
}

/** Who reads the answer may stop it, and finds out when its body breaks off. */
async function told(
  telling: Stop | undefined | Promise<Stop | undefined>,
  stop: Stop | undefined,
): Promise<Stop | undefined> {
  try {
    return (await telling) ?? stop
  } catch (error) {
    if (error instanceof ExpressionError) throw error
    const message = error instanceof Error ? error.message : String(error)
    return reject(500, 'BackendConnectionFailure', message, {}, internalServerError)
  }
}

/**
 * The circuit is open: 503, and unlike other failures policies find it as the response; a `retry`
 * around this one looks at its status. Source: APIM, backends; samples for pools.
 */
function unavailable(
  exchange: Exchange,
  { scope, section }: PolicyLoad,
  { reason, message }: BackendFailure,
  retryAfterMs: number,
): Stop {
  const { attribution } = exchange
  // Rounded up: told to wait 0 s, a client would return before the circuit has closed.
  const headers = { 'Retry-After': String(Math.ceil(retryAfterMs / 1_000)) }
  const stop = reject(503, reason, message, headers, 'Service unavailable')
  if (stop.stop !== 'fail') return stop
  const response = errorResponse(stop, exchange.id)
  response.reason = message
  replaceResponse(exchange, response)
  attribution.layer = 'gateway'
  attribution.policy = 'forward-request'
  attribution.scope = scope
  attribution.section = section
  attribution.reason = reason
  return { ...stop, keepsResponse: true }
}

/** The fault of the client, found only on the way. */
function bodyTooLarge(message: string): Stop {
  return reject(413, 'RequestBodyTooLarge', message, {}, 'Request entity too large')
}
