import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { readPfx } from '../../../../gateway/config/pfx.ts'
import { packed } from './packed-certificate.ts'

const bytes = (text: string) => Buffer.from(text, 'base64')

test.each([
  ['AES', packed.pfx],
  ['3DES, as older software does', packed.oldPfx],
])('certificate and key are read where %s hides them', (_case, pfx) => {
  const { certificate, key } = readPfx(bytes(pfx), 's3cret')
  const read = new X509Certificate(certificate)
  expect(read.fingerprint).toBe(new X509Certificate(packed.certificate).fingerprint)
  expect(read.checkPrivateKey(createPrivateKey(key))).toBe(true)
  expect(createPublicKey(key).equals(read.publicKey)).toBe(true)
})

describe('is refused', () => {
  test.each([
    ['another password', bytes(packed.pfx), 'other'],
    ['no password', bytes(packed.pfx), undefined],
    ['no private key in it', bytes(packed.bare), 's3cret'],
    ['half of the file', bytes(packed.pfx).subarray(0, 400), 's3cret'],
    ['something else', Buffer.from('no pfx'), 's3cret'],
    ['nothing', Buffer.alloc(0), 's3cret'],
  ])('with %s', (_case, pfx, password) => {
    expect(() => readPfx(pfx, password)).toThrow(Error)
  })

  test('wherever a byte of it is another, without a crash', () => {
    for (let at = 0; at < 120; at += 1) {
      const broken = bytes(packed.pfx)
      broken[at] = (broken[at] ?? 0) ^ 0xff
      try {
        readPfx(broken, 's3cret')
      } catch (error) {
        expect(error).toBeInstanceOf(Error)
      }
    }
  })
})
