import { expect, test } from 'vitest'
import { checkDebugToken, mintDebugToken } from '../../../../gateway/trace/debug-token.ts'

const key = Buffer.alloc(32, 7)
const expiresAtMs = 1_700_000_000_000
const token = mintDebugToken({ apiId: 'orders & more', expiresAtMs }, key)

test('a token has the shape of the service', () => {
  expect(token).toMatch(/^aid=orders%20%26%20more&p=tracing&ex=1700000000&sn=[\w-]{43}$/)
})

test.each([
  ['before it expires', expiresAtMs - 1, 'valid'],
  ['when it expires', expiresAtMs, 'expired'],
])('a token %s', (_case, nowMs, kind) => {
  expect(checkDebugToken(token, key, nowMs)).toEqual({ kind, apiId: 'orders & more', expiresAtMs })
})

test.each([
  ['for another API', token.replace('orders', 'customers')],
  ['that lives longer', token.replace('ex=17', 'ex=18')],
  ['for another purpose', token.replace('tracing', 'writing')],
  ['without a signature', token.replace(/&sn=.*/, '')],
  ['with another signature', token.replace(/sn=./, 'sn=_')],
  ['of another key', mintDebugToken({ apiId: 'orders', expiresAtMs }, Buffer.alloc(32, 8))],
  ['that is none', 'true'],
  ['with a broken name', 'aid=%E0%A4%A&p=tracing&ex=1800000000&sn=x'],
])('a token %s is not valid', (_case, forged) => {
  expect(checkDebugToken(forged, key, 0)).toEqual({ kind: 'invalid' })
})
