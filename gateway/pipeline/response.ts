import { STATUS_CODES } from 'node:http'
import type { Stop } from '../policy/define-policy.ts'
import { bodyOfText, discard, emptyBody } from './body.ts'
import type { Exchange, GatewayResponse } from './exchange.ts'
import { HeaderList } from './headers.ts'
import { internalServerError } from './steps.ts'

export function reasonPhraseOf(status: number): string {
  return STATUS_CODES[status] ?? ''
}

export function newResponse(status: number, reason = reasonPhraseOf(status)): GatewayResponse {
  return { status, reason, headers: new HeaderList(), body: emptyBody }
}

/** Puts another response in the place of the one that was there. */
export function replaceResponse(exchange: Exchange, response: GatewayResponse): void {
  const before = exchange.response
  exchange.response = response
  if (before?.body !== response.body) discard(before?.body)
  if (before?.upgraded !== response.upgraded) before?.upgraded?.destroy()
}

/**
 * What a caller gets for an error when no `on-error` says otherwise: one line of JSON, with spaces
 * exactly as the service has them. Internal errors say nothing but an id to look for.
 */
export function errorResponse(
  { status, publicMessage, headers, body }: Extract<Stop, { stop: 'fail' }>,
  activityId: string,
): GatewayResponse {
  const response = newResponse(status)
  response.headers.set('Content-Type', 'application/json')
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
  const activity =
    publicMessage === internalServerError ? `, "activityId": ${JSON.stringify(activityId)}` : ''
  response.body = bodyOfText(
    body ?? `{ "statusCode": ${status}, "message": ${JSON.stringify(publicMessage)}${activity} }`,
  )
  return response
}
