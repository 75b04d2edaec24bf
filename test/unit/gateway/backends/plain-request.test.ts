import { expect, test } from 'vitest'
import { PlainRequest } from '../../../../gateway/backends/plain-request.ts'

test('a piece of an answer is a copy, in memory that is no part of a slab', () => {
  const told: Buffer[] = []
  const handler = { onResponseData: (_request: unknown, piece: Buffer) => told.push(piece) }
  const request = new PlainRequest(
    { method: 'GET', path: '/', headers: [], body: undefined },
    handler,
    { giveBack: () => undefined },
  )
  const read = Buffer.from('{"id":1}')
  request.data(read)
  read.fill('!')
  expect(told.map(String)).toEqual(['{"id":1}'])
  expect(told.map(({ buffer }) => buffer.byteLength)).toEqual([8])
})
