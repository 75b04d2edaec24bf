import { errors } from 'undici'
import { expect, test } from 'vitest'
import {
  connectionMessageOf,
  connectionTroubleOf,
} from '../../../../gateway/backends/connection-error.ts'

const system = (code: string, message = `connect ${code} 127.0.0.1:1`) =>
  Object.assign(new Error(message), { code })

test.each([
  ['refused', system('ECONNREFUSED'), 'actively refused it (connect ECONNREFUSED 127.0.0.1:1)'],
  ['timeout', new errors.ConnectTimeoutError('Connect Timeout Error'), 'did not properly respond'],
  ['timeout', system('ETIMEDOUT'), 'did not properly respond'],
  ['reset', system('ECONNRESET'), 'closed by the remote host'],
  ['reset', new errors.SocketError('other side closed'), '(other side closed)'],
  ['name', system('ENOTFOUND', 'getaddrinfo ENOTFOUND no.example'), 'name could not be resolved'],
  ['name', system('EAI_AGAIN'), 'name could not be resolved'],
  ['tls', system('CERT_HAS_EXPIRED'), 'SSL connection could not be established'],
  ['tls', system('ERR_TLS_CERT_ALTNAME_INVALID'), 'SSL connection could not be established'],
  ['tls', system('SELF_SIGNED_CERT_IN_CHAIN'), 'SSL connection could not be established'],
  ['refused', system('ECONNREFUSED', ''), '(ECONNREFUSED)'],
  ['other', new Error('something else'), 'something else'],
] as const)('%s is told from its code: %s', (trouble, error, text) => {
  expect(connectionTroubleOf(error)).toBe(trouble)
  expect(connectionMessageOf(error)).toContain(text)
})
