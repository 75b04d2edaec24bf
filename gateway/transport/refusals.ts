import { type Place, reject, type Stop } from '../policy/define-policy.ts'

/** Why a request does not even get to the router. */
export type Refusal = Extract<Stop, { stop: 'fail' }>

const place: Place = { policy: 'transport', policyId: '', scope: '', section: '', path: '' }

function refusal(
  status: number,
  reason: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Refusal {
  const stop = reject(status, reason, message, headers)
  if (stop.stop !== 'fail') throw new Error('a refusal is a failure')
  return { ...stop, place }
}

// Source: RFC 9112, section 3.2: a request without a Host, or with two, is answered with 400.
export const hostMissing = refusal(400, 'HostInvalid', 'The request has no Host header.')
export const hostTwice = refusal(400, 'HostInvalid', 'The request has more than one Host header.')
export const hostMalformed = refusal(400, 'HostInvalid', 'The Host header is no host name.')
export const targetMalformed = refusal(400, 'TargetInvalid', 'The request target is malformed.')
export const pathMalformed = refusal(400, 'TargetInvalid', 'The path of the request is malformed.')
export const targetTooLong = refusal(414, 'TargetTooLong', 'The request target is too long.')
export const methodRefused = refusal(405, 'MethodNotAllowed', 'This gateway opens no tunnels.')
export const expectationFailed = refusal(
  417,
  'ExpectationFailed',
  'Of all expectations only 100-continue is met.',
)
export const bodyTooLarge = refusal(
  413,
  'RequestBodyTooLarge',
  'The request body is larger than allowed.',
)
// Source: RFC 9110, section 15.5.20.
export const misdirected = refusal(
  421,
  'MisdirectedRequest',
  'This connection was made for another host name.',
)
export const certificateRequired = refusal(
  403,
  'ClientCertificateRequired',
  'A client certificate that is trusted here is required.',
)
// Source: RFC 9110, section 15.5.22.
export const upgradeRequired = refusal(
  426,
  'UpgradeRequired',
  'This API is for WebSocket connections only.',
  { Upgrade: 'websocket' },
)
