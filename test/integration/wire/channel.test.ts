import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Asker, Channel } from '../../../wire/channel.ts'

const get = { method: 'GET', path: '/', headers: ['host', 'a.example'], body: undefined }

let server: Server
let others: Socket[]
let channel: Channel

beforeEach(async () => {
  others = []
  server = createServer((socket) => others.push(socket.on('error', () => undefined)))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  channel = await Channel.open({ host: '127.0.0.1', port, connectTimeoutMs: 5_000 })
  await vi.waitFor(() => expect(others).toHaveLength(1))
})
afterEach(() => {
  channel.close()
  for (const other of others) other.destroy()
  server.close()
})

/** Asks, and writes down in order what is told. */
function ask({ closes = false, onHead = () => undefined }: Asking = {}) {
  const told: string[] = []
  const pieces: Buffer[] = []
  const asker: Asker = {
    head({ status }) {
      told.push(`head ${status}`)
      onHead()
    },
    data: (piece) => pieces.push(Buffer.from(piece)),
    ended: () => told.push('ended'),
    failed: (error) => told.push(`failed ${'code' in error ? String(error.code) : error.message}`),
  }
  channel.ask(get, closes, asker)
  return { told, body: () => Buffer.concat(pieces) }
}
type Asking = { readonly closes?: boolean; readonly onHead?: () => void }

const answers = (text: string) => others[0]?.write(text)
const whole = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'

test('a channel carries one request after the other', async () => {
  for (let count = 1; count <= 2; count += 1) {
    const { told, body } = ask()
    answers(whole)
    await vi.waitFor(() => expect(told).toEqual(['head 200', 'ended']))
    expect(body().toString()).toBe('ok')
    expect(channel).toMatchObject({ isOpen: true, requests: count })
  }
})

test.each([
  ['more came than the answer', `${whole}HTTP/1.1 200 OK\r\n\r\n`, false],
  ['the request was to be its last', whole, true],
  [
    'the answer says that it is',
    'HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n',
    false,
  ],
])('it is closed after an answer when %s', async (_why, text, closes) => {
  const { told } = ask({ closes })
  answers(text)
  await vi.waitFor(() => expect(told).toEqual(['head 200', 'ended']))
  expect(channel.isOpen).toBe(false)
})

test('what comes without a question closes it', async () => {
  answers(whole)
  await vi.waitFor(() => expect(channel.isOpen).toBe(false))
})

test.each([
  ['nothing came', '', 'GATEDRILL_CLOSED', []],
  [
    'a part came',
    'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok',
    'GATEDRILL_CLOSED',
    ['head 200'],
  ],
  ['no HTTP came', 'SSH-2.0\r\n\r\n', 'GATEDRILL_MALFORMED', []],
])('an answer of which %s has failed, once', async (_what, text, code, before) => {
  const { told } = ask()
  others[0]?.end(text)
  await vi.waitFor(() => expect(told).toEqual([...before, `failed ${code}`]))
  channel.close()
  expect(told).toHaveLength(before.length + 1)
})

test('a body without a length ends with the connection', async () => {
  const { told, body } = ask()
  others[0]?.end('HTTP/1.1 200 OK\r\n\r\nok')
  await vi.waitFor(() => expect(told).toEqual(['head 200', 'ended']))
  expect(body().toString()).toBe('ok')
})

test('nothing is told or read while it is paused, and nothing is lost', async () => {
  const sent = Buffer.alloc(16 * 1024 * 1024, 'gatedrill')
  const { told, body } = ask({ onHead: () => channel.pause() })
  answers(`HTTP/1.1 200 OK\r\ncontent-length: ${sent.length}\r\n\r\n`)
  others[0]?.write(sent)
  await vi.waitFor(() => expect(told).toEqual(['head 200']))
  // The system's buffers are full: the other side has to wait.
  const unsent = () => others[0]?.writableLength ?? 0
  let before = -1
  await vi.waitFor(
    () => {
      const stands = unsent() === before
      before = unsent()
      expect(stands && before > 0).toBe(true)
    },
    { timeout: 5_000, interval: 50 },
  )
  expect(body()).toHaveLength(0)
  channel.resume()
  await vi.waitFor(() => expect(told).toEqual(['head 200', 'ended']), { timeout: 10_000 })
  expect(body().equals(sent)).toBe(true)
})

test('what came with the head is told when it goes on, in order', async () => {
  const { told, body } = ask({ onHead: () => channel.pause() })
  answers(whole)
  await vi.waitFor(() => expect(told).toEqual(['head 200']))
  expect(body()).toHaveLength(0)
  channel.resume()
  expect(told).toEqual(['head 200', 'ended'])
  expect(body().toString()).toBe('ok')
})
