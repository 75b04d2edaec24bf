import type { Exchange, GatewayRequest, GatewayResponse } from '../../pipeline/exchange.ts'
import { newResponse, replaceResponse } from '../../pipeline/response.ts'
import type { PolicyLoad } from '../define-policy.ts'

/** The message that a section works on: the request until it is sent, then the response. */
export function messageOf(
  section: PolicyLoad['section'],
): (exchange: Exchange) => GatewayRequest | GatewayResponse {
  return section === 'inbound' || section === 'backend' ? requestOf : responseOf
}

function requestOf({ request }: Exchange): GatewayRequest {
  return request
}

/** The response of an exchange; one that has none yet gets an empty 200. */
export function responseOf(exchange: Exchange): GatewayResponse {
  if (exchange.response !== undefined) return exchange.response
  const response = newResponse(200)
  replaceResponse(exchange, response)
  return response
}

/** Says that this policy made the status that the client gets; an error before it stays its cause. */
export function attributeTo(
  policy: string,
  { scope, section }: PolicyLoad,
  exchange: Exchange,
): void {
  if (exchange.lastError !== undefined) return
  const { attribution } = exchange
  attribution.layer = 'gateway'
  attribution.policy = policy
  attribution.scope = scope
  attribution.section = section
  attribution.reason = ''
}
