import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeFrame, FrameError, FrameReader } from '../../../../gateway/peers/frames.ts'

const frames = fc.array(fc.tuple(fc.jsonValue(), fc.uint8Array({ maxLength: 40 })), {
  maxLength: 8,
})

test('frames come out as they went in, however the bytes were cut', () => {
  fc.assert(
    fc.property(frames, fc.array(fc.integer({ min: 1, max: 30 })), (sent, cuts) => {
      const reader = new FrameReader(10_000)
      const bytes = Buffer.concat(sent.map(([head, tail]) => encodeFrame(head, Buffer.from(tail))))
      const received: unknown[] = []
      let at = 0
      for (const size of [...cuts, bytes.length]) {
        for (const { head, tail } of reader.read(bytes.subarray(at, at + size))) {
          received.push([head, [...tail]])
        }
        at += size
      }
      expect(received).toEqual(
        sent.map(([head, tail]) => [JSON.parse(JSON.stringify(head)), [...tail]]),
      )
    }),
  )
})

test.each([
  ['one that is longer than allowed, before its bytes come', Buffer.from([0, 0, 4, 0, 0, 0, 0, 0])],
  ['one that is no JSON', Buffer.from([0, 0, 0, 1, 0, 0, 0, 0, 0x7b])],
])('refuses %s', (_case, bytes) => {
  const read = () => [...new FrameReader(1_000).read(bytes)]
  expect(read).toThrow(FrameError)
})
