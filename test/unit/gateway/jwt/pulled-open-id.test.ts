import { beforeEach, expect, test } from 'vitest'
import type { Clock } from '../../../../gateway/clock.ts'
import { pulledOpenId } from '../../../../gateway/jwt/pulled-open-id.ts'

const url = 'https://login.example/config'
const minute = 60_000
let nowMs = 0
let pulls = 0
let isDown = false
let kid = 'k1'

const clock: Clock = {
  nowUs: () => nowMs * 1_000,
  unixMs: () => nowMs,
  after: () => () => undefined,
}

beforeEach(() => {
  nowMs = 0
  pulls = 0
  isDown = false
  kid = 'k1'
})

function newOpenId() {
  return pulledOpenId((asked) => {
    if (asked === url) pulls += 1
    if (isDown) return Promise.reject(new Error('down'))
    if (asked !== url) return Promise.resolve({ keys: [{ kty: 'RSA', kid }] })
    return Promise.resolve({
      issuer: 'https://login.example/',
      jwks_uri: 'https://login.example/jwks',
    })
  }, clock)
}

const kidOf = async (openId: ReturnType<typeof newOpenId>) =>
  (await openId.issuerOf(url)).keys.keys[0]?.kid

test('pulls when first needed and then once an hour', async () => {
  const openId = newOpenId()
  const at = async (ms: number) => {
    nowMs = ms
    await openId.issuerOf(url)
    return pulls
  }
  expect([
    await at(0),
    await at(59 * minute),
    await at(60 * minute),
    await at(61 * minute),
  ]).toEqual([1, 1, 2, 2])
})

test('requests that come together share one pull', async () => {
  const openId = newOpenId()
  await Promise.all([openId.issuerOf(url), openId.issuerOf(url), openId.pullAgain(url)])
  expect(pulls).toBe(1)
})

test('goes on with the old keys while the issuer is down, asking once in five minutes', async () => {
  const openId = newOpenId()
  await kidOf(openId)
  isDown = true
  kid = 'k2'
  const seen: unknown[] = []
  for (const minutes of [60, 61, 64, 65, 66]) {
    nowMs = minutes * minute
    seen.push([await kidOf(openId), pulls])
  }
  expect(seen).toEqual([
    ['k1', 2],
    ['k1', 2],
    ['k1', 2],
    ['k1', 3],
    ['k1', 3],
  ])
  isDown = false
  nowMs = 70 * minute
  expect(await kidOf(openId)).toBe('k2')
})

test('an issuer that never answered is asked once in five minutes', async () => {
  const openId = newOpenId()
  isDown = true
  const outcomes: unknown[] = []
  for (const minutes of [0, 1, 5]) {
    nowMs = minutes * minute
    await expect(Promise.resolve(openId.issuerOf(url))).rejects.toThrow()
    outcomes.push(pulls)
  }
  expect(outcomes).toEqual([1, 1, 2])
})

test('an unknown key is worth one pull in five minutes, also right after the pull that was due', async () => {
  const openId = newOpenId()
  await kidOf(openId)
  const found: unknown[] = []
  for (const minutes of [1, 5, 6, 10]) {
    nowMs = minutes * minute
    kid = `k${minutes}`
    found.push((await openId.pullAgain(url))?.keys.keys[0]?.kid)
  }
  expect(found).toEqual(['k1', undefined, 'k6', undefined])
})

test('a document of another shape is a failed pull', async () => {
  const openId = pulledOpenId(() => Promise.resolve({ keys: 7 }), clock)
  await expect(Promise.resolve(openId.issuerOf(url))).rejects.toThrow()
})
