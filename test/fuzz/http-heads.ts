import { createServer } from 'node:http'
import { duplexPair } from 'node:stream'
import fc from 'fast-check'
import { plainHeadOf } from '../../wire/request-head.ts'
import { checkProperty } from './check-property.ts'
import { defineFuzz } from './define-fuzz.ts'
import { mutants } from './http.ts'

type Read = {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly headers: readonly string[]
  readonly body: string
}

/** Long enough for all mutants that still say the truth of their body. */
const bodyBytesMax = 1_000

export const httpHeads = defineFuzz({
  name: 'http-heads',
  about: 'heads of requests: what is taken for plain is read as a server of Node reads it',
  async run(options) {
    let plain = 0
    const property = fc.asyncProperty(mutants, async (text) => {
      const bytes = Buffer.from(text, 'latin1')
      const end = bytes.indexOf('\r\n\r\n')
      const head = end < 0 ? undefined : plainHeadOf(bytes, 0, end + 2)
      if (head === undefined || head.bodyBytes > bodyBytesMax) return
      plain += 1
      const body = 'b'.repeat(head.bodyBytes)
      const whole = Buffer.concat([bytes.subarray(0, end + 4), Buffer.from(body)])
      const { method, target: url, headers } = head
      const wanted = JSON.stringify({ method, url, headers, body } satisfies Read)
      const got = JSON.stringify(await readByNode(whole))
      if (got !== wanted) throw new Error(`Node reads ${got}, here it is ${wanted}`)
    })
    const { failure } = await checkProperty(property, options)
    return { runs: plain, failure }
  },
})

/** Node that waits for more by then has read something else. */
const answeredWithinMs = 1_000

/** The one request that the bytes are; undefined when they are none, more than one, or not whole. */
function readByNode(bytes: Buffer): Promise<Read | undefined> {
  return new Promise((resolve) => {
    const requests: Read[] = []
    let isRefused = false
    // What a Host must be is judged behind either reader.
    const server = createServer({ requireHostHeader: false }, async (head, response) => {
      let body = ''
      try {
        for await (const chunk of head.setEncoding('latin1')) body += chunk
      } catch {
        // It was closed: the body never became whole.
        return
      }
      requests.push({ method: head.method, url: head.url, headers: head.rawHeaders, body })
      response.end()
    })
    server.maxHeadersCount = 0
    server.on('clientError', (_error, socket) => {
      isRefused = true
      socket.destroy()
    })
    const [client, served] = duplexPair()
    client.resume()
    client.on('error', () => undefined)
    const late = setTimeout(() => served.destroy(), answeredWithinMs)
    client.on('close', () => {
      clearTimeout(late)
      resolve(isRefused || requests.length !== 1 ? undefined : requests[0])
    })
    server.emit('connection', served)
    client.write(bytes)
    // Whatever is still open is closed behind the answer.
    client.once('data', () => served.destroy())
    served.on('close', () => client.destroy())
  })
}
