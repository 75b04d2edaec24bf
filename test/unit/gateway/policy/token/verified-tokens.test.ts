import { expect, test } from 'vitest'
import { newVerifiedTokens } from '../../../../../gateway/policy/token/verified-tokens.ts'

const signature = 's'.repeat(64)

function verified(token: string) {
  return { token, header: {}, claims: {}, issuer: undefined }
}

test('a token is known as a whole, not by its end alone', () => {
  const tokens = newVerifiedTokens()
  const token = `head.good.${signature}`
  tokens.set(token, verified(token))
  expect(tokens.get(token)?.token).toBe(token)
  expect(tokens.get(`head.forged.${signature}`)).toBeUndefined()
})

test('of two tokens that end alike the later is kept, and neither is taken for the other', () => {
  const tokens = newVerifiedTokens()
  const [one, other] = [`a.a.${signature}`, `b.b.${signature}`]
  tokens.set(one, verified(one))
  tokens.set(other, verified(other))
  expect(tokens.get(one)).toBeUndefined()
  expect(tokens.get(other)?.token).toBe(other)
})

test('a short token is found too', () => {
  const tokens = newVerifiedTokens()
  tokens.set('a.b.', verified('a.b.'))
  expect(tokens.get('a.b.')?.token).toBe('a.b.')
})
