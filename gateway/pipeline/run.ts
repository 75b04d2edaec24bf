import type { Plan } from '../policy/compile.ts'
import { type Place, reject, type Stop } from '../policy/define-policy.ts'
import { buffered } from './body.ts'
import type { Exchange, GatewayResponse } from './exchange.ts'
import { errorResponse, newResponse, replaceResponse } from './response.ts'
import { runSteps } from './steps.ts'

const builtIn = { policyId: '', scope: '', section: '', path: '' } as const

/** Nothing matches the request. */
export const operationNotFound: Stop = {
  ...reject(
    404,
    'OperationNotFound',
    'Unable to match incoming request to an operation.',
    {},
    'Resource not found',
  ),
  place: { ...builtIn, policy: 'configuration' },
}

/**
 * Runs an exchange to its response: inbound, backend, outbound, and `on-error` after any failure.
 * A preflight runs the `cors` policies alone. `refused` is why the request did not even get in.
 * Source: APIM, api-management-howto-policies, api-management-error-handling-policies.
 */
export function runPipeline(
  exchange: Exchange,
  plan: Plan,
  refused: Stop | undefined,
): GatewayResponse | Promise<GatewayResponse> {
  const stop = refused ?? runFlow(exchange, plan)
  return stop instanceof Promise
    ? stop.then((ended) => finish(exchange, plan, ended))
    : finish(exchange, plan, stop)
}

/*
 * What is known at once is handed on at once here: a request waits for its backend, and every
 * other promise on its way would only cost.
 */
function runFlow(exchange: Exchange, plan: Plan): Stop | undefined | Promise<Stop | undefined> {
  if (exchange.isPreflight) {
    return then(runSteps(plan.preflight, exchange), (stop) => stop ?? { stop: 'respond' })
  }
  if (!plan.needsRequestBody) return runInbound(exchange, plan)
  return bufferRequest(exchange).then((stop) => stop ?? runInbound(exchange, plan))
}

function runInbound(exchange: Exchange, plan: Plan): Stop | undefined | Promise<Stop | undefined> {
  return then(runSteps(plan.inbound, exchange), (refused) => {
    if (refused?.stop === 'cached') {
      attributeToGateway(exchange, refused.place, '')
      return runSteps(plan.outbound, exchange, plan.behindCacheStore)
    }
    return refused ?? runBackend(exchange, plan)
  })
}

function runBackend(exchange: Exchange, plan: Plan): Stop | undefined | Promise<Stop | undefined> {
  return then(runSteps(plan.backend, exchange), (failed) => {
    if (failed !== undefined) return failed
    if (exchange.response === undefined) answerEmpty(exchange)
    return runSteps(plan.outbound, exchange)
  })
}

function then<From, To>(value: From | Promise<From>, next: (value: From) => To | Promise<To>) {
  return value instanceof Promise ? value.then(next) : next(value)
}

function finish(
  exchange: Exchange,
  plan: Plan,
  stop: Stop | undefined,
): GatewayResponse | Promise<GatewayResponse> {
  if (stop?.stop === 'respond') attributeToGateway(exchange, stop.place, '')
  if (stop?.stop !== 'fail') return responseOf(exchange)
  fail(exchange, stop)
  return runOnError(exchange, plan).then(() => responseOf(exchange))
}

function responseOf(exchange: Exchange): GatewayResponse {
  const response = exchange.response ?? answerEmpty(exchange)
  for (const call of exchange.beforeSend) call(response)
  return response
}

/** Without any `forward-request` the answer is empty, and the gateway's own. */
function answerEmpty(exchange: Exchange): GatewayResponse {
  const response = newResponse(200)
  exchange.response = response
  // A policy that ended the request without a response of its own still is who answered.
  if (exchange.attribution.layer === 'none') attributeToGateway(exchange, undefined, '')
  return response
}

/** Its own errors replace the one it was run for; its answer keeps that one's attribution. */
async function runOnError(exchange: Exchange, plan: Plan): Promise<void> {
  const stop = await runSteps(plan['on-error'], exchange)
  if (stop?.stop === 'fail') fail(exchange, stop)
}

function fail(exchange: Exchange, stop: Extract<Stop, { stop: 'fail' }>): void {
  const place: Place = stop.place ?? { ...builtIn, policy: 'pipeline' }
  const { policy, policyId, scope, section, path } = place
  const { reason, message } = stop
  exchange.lastError = { source: policy, reason, message, scope, section, path, policyId }
  if (stop.keepsResponse) {
    exchange.attribution.reason = reason
    return
  }
  replaceResponse(exchange, errorResponse(stop, exchange.id))
  attributeToGateway(exchange, place, reason)
  exchange.recorder?.pipelineChanged(exchange)
}

function attributeToGateway(
  { attribution }: Exchange,
  place: Place = { ...builtIn, policy: 'pipeline' },
  reason: string,
): void {
  attribution.layer = 'gateway'
  attribution.policy = place.policy
  attribution.scope = place.scope
  attribution.section = place.section
  attribution.reason = reason
}

async function bufferRequest(exchange: Exchange): Promise<Stop | undefined> {
  const { request } = exchange
  if (request.body.kind !== 'stream') return undefined
  try {
    request.body = await buffered(request.body)
    return undefined
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const stop = exchange.departure.aborted
      ? reject(499, 'ClientConnectionFailure', message)
      : reject(413, 'RequestBodyTooLarge', message, {}, 'Request entity too large')
    return { ...stop, place: { ...builtIn, policy: 'pipeline' } }
  }
}
