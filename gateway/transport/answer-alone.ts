import type { Exchange } from '../pipeline/exchange.ts'
import { errorResponse } from '../pipeline/response.ts'
import { internalServerError } from '../pipeline/steps.ts'
import { reject, type Stop } from '../policy/define-policy.ts'
import type { Capacity } from './governor.ts'
import { type ClientAnswer, closeAfter, send } from './send.ts'

/* Answers that no policy has a part in. */

type Failure = Extract<Stop, { stop: 'fail' }>

const defect = reject(500, 'InternalError', '', {}, internalServerError)
const overloaded = reject(503, 'CapacityExceeded', 'The line is full', {}, 'Service Unavailable')

/** A defect must not look like anything else: it says so in the ledger, and the client gets 500. */
export function answerDefect(exchange: Exchange, response: ClientAnswer): void {
  attribute(exchange, 'gateway', defect)
  if (response.headersSent) response.destroy()
  else answer(exchange, response, defect)
}

/** What an instance does with a request that it has no capacity for. */
export function turnAway(
  exchange: Exchange,
  response: ClientAnswer,
  whenFull: Capacity['whenFull'] | undefined,
): void {
  attribute(exchange, 'capacity', overloaded)
  if (whenFull === 'drop') {
    response.destroy()
    return
  }
  // The client's next connection may lead to an instance that has room.
  closeAfter(response)
  answer(exchange, response, overloaded)
}

function attribute({ attribution }: Exchange, policy: string, { reason }: Failure): void {
  attribution.layer = 'gateway'
  attribution.policy = policy
  attribution.reason = reason
}

function answer(exchange: Exchange, response: ClientAnswer, stop: Failure): void {
  exchange.response = errorResponse(stop, exchange.id)
  send(exchange.response, response, exchange.request.method)
}
