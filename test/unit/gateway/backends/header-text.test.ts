import fc from 'fast-check'
import { expect, test } from 'vitest'
import { headerTextOf } from '../../../../gateway/backends/header-text.ts'

test('every text comes back as it is, whatever was decoded before', () => {
  // Few letters and lengths, so that texts often fall on the same place.
  const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'B', '-', 'ü'), maxLength: 70 }))
  fc.assert(
    fc.property(texts, (all) => {
      for (const text of [...all, ...all]) {
        const found = headerTextOf(Buffer.from(text, 'latin1'))
        expect(found.text).toBe(text)
        expect(found.lower).toBe(text.toLowerCase())
      }
    }),
  )
})

test('what is kept does not change with the bytes it was read from', () => {
  const bytes = Buffer.from('Content-Type')
  expect(headerTextOf(bytes).text).toBe('Content-Type')
  bytes.write('XXXXXXX-XXXX')
  expect(headerTextOf(bytes).text).toBe('XXXXXXX-XXXX')
  expect(headerTextOf(Buffer.from('Content-Type')).lower).toBe('content-type')
})

test('texts and nothing are taken as they come', () => {
  expect(headerTextOf('Server')).toEqual({ text: 'Server', lower: 'server' })
  expect(headerTextOf(undefined)).toEqual({ text: '', lower: '' })
})
