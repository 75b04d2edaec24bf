import { expect, test } from 'vitest'
import { CsvReader } from '../../../../../load/engines/k6/csv.ts'
import { FrameReader } from '../../../../../load/engines/k6/frames.ts'
import type { K6Dropped, K6Request } from '../../../../../load/engines/k6/samples.ts'

function sinkOf() {
  const requests: K6Request[] = []
  const dropped: K6Dropped[] = []
  return {
    requests,
    dropped,
    onRequest: (request: K6Request) => void requests.push(request),
    onDropped: (one: K6Dropped) => void dropped.push(one),
  }
}

const frame = (...parts: readonly Buffer[]) => {
  const body = Buffer.concat(parts)
  const length = Buffer.alloc(2)
  length.writeUInt16LE(body.length)
  return Buffer.concat([length, body])
}
const u8 = (value: number) => Buffer.from([value])
const u32 = (...values: readonly number[]) => Buffer.from(Uint32Array.from(values).buffer)
const i64 = (value: bigint) => Buffer.from(BigInt64Array.of(value).buffer)
const text = (value: string) => {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(Buffer.byteLength(value))
  return Buffer.concat([bytes, Buffer.from(value)])
}

const requestFrame = frame(
  u8(1),
  i64(1_700_000_000_123_456_789n),
  u32(1, 2, 3, 4, 5, 6),
  u8(1),
  ...['7:0:1', '', '200', '', 'true', 'GET', 'lésen', 'clients'].map(text),
)
const stream = Buffer.concat([
  Buffer.from('secret\n'),
  requestFrame,
  frame(u8(2), i64(2_000_000n), u32(3), text('clients')),
  frame(u8(3)),
])

const expected = {
  endedAtUs: 1_700_000_000_123_456,
  blockedUs: 1,
  connectingUs: 2,
  tlsUs: 3,
  sendingUs: 4,
  waitingUs: 5,
  receivingUs: 6,
  isReused: true,
  mark: '7:0:1',
  batchPlace: '',
  status: 200,
  errorCode: 0,
  isExpected: true,
  method: 'GET',
  name: 'lésen',
  scenario: 'clients',
}

test.each([1, 3, 50, stream.length])('reads frames in pieces of %i bytes', (size) => {
  const sink = sinkOf()
  const reader = new FrameReader('secret', sink)
  for (let at = 0; at < stream.length; at += size) reader.read(stream.subarray(at, at + size))
  expect(sink.requests).toEqual([expected])
  expect(sink.dropped).toEqual([{ atUs: 2_000, count: 3, scenario: 'clients' }])
  expect(reader.isEnded).toBe(true)
})

test('refuses a writer that does not know the token', () => {
  expect(() => new FrameReader('secret', sinkOf()).read(Buffer.from('secre!'))).toThrow('k6')
})

const columns =
  'metric_name,timestamp,metric_value,error_code,expected_response,method,name,scenario,status,' +
  'extra_tags,metadata'
const rest = ',,true,GET,"say ""a, b""",clients,200,x=1&gatedrill=2:0,gatedrill=7:0:1'
const rows = [
  ['http_reqs', '1.000000'],
  ['http_req_duration', '9.000000'],
  ['http_req_blocked', '0.001000'],
  ['http_req_connecting', '0.002000'],
  ['http_req_tls_handshaking', '0.003000'],
  ['http_req_sending', '0.004000'],
  ['http_req_waiting', '0.005000'],
  ['http_req_receiving', '0.006000'],
  ['http_req_failed', '0.000000'],
].map(([name, value]) => `${name},1700000000123456789,${value}${rest}`)
const csv = [columns, ...rows, 'dropped_iterations,2000000,3.000000,,,,,clients,,,', ''].join('\n')

test.each([1, 7, csv.length])('reads CSV in pieces of %i characters', (size) => {
  const sink = sinkOf()
  const reader = new CsvReader(sink)
  for (let at = 0; at < csv.length; at += size) reader.read(csv.slice(at, at + size))
  const own = { isReused: false, name: 'say "a, b"', batchPlace: '2:0' }
  expect(sink.requests).toEqual([{ ...expected, ...own }])
  expect(sink.dropped).toEqual([{ atUs: 2_000, count: 3, scenario: 'clients' }])
})
