import type { RequestHead } from '../../wire/request-head.ts'

/** A request of HTTP/1.1 that has come whole. */
export class PlainMessage {
  readonly httpVersion = '1.1'
  readonly method: string
  readonly url: string
  /** Name, value, name, value, ... */
  readonly rawHeaders: readonly string[]
  readonly remoteAddress: string
  readonly body: Buffer | undefined

  constructor(head: RequestHead, body: Buffer | undefined, remoteAddress: string) {
    this.method = head.method
    this.url = head.target
    this.rawHeaders = head.headers
    this.remoteAddress = remoteAddress
    this.body = body
  }
}
