import type { IncomingHttpHeaders } from 'node:http'
import { WireError } from './wire-error.ts'

/** How the body of an answer is delimited. Source: RFC 9112, section 6.3. */
export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'until-close' }

export type AnswerHead = {
  readonly status: number
  readonly framing: Framing
  /** The other side closes after it. */
  readonly closes: boolean
  /** Names in lower case; of a name that comes twice the first is kept. */
  readonly headers: IncomingHttpHeaders
}

const statusLine = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/
const headerLine = /^([\w!#$%&'*+.^`|~-]+):[\t ]*([\t\x20-\x7e\x80-\xff]*)$/

const nothing: Framing = { kind: 'none' }
const chunked: Framing = { kind: 'chunked' }
const untilClose: Framing = { kind: 'until-close' }

/**
 * Reads the head of an answer, its lines without the empty one that ends it. Throws a WireError
 * for whatever is no HTTP/1.x, ambiguous lengths among it.
 */
export function answerHeadOf(text: string, method: string): AnswerHead {
  const lines = text.split('\r\n')
  const [, minor, digits] = statusLine.exec(lines[0] ?? '') ?? []
  if (digits === undefined) throw malformed('status line', lines[0])
  const status = Number(digits)
  const headers: IncomingHttpHeaders = {}
  for (let at = 1; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    const [, name, value = ''] = headerLine.exec(line) ?? []
    if (name === undefined) throw malformed('header', line)
    put(headers, name.toLowerCase(), value.trimEnd())
  }
  const { connection = '' } = headers
  const closes = minor === '0' ? !/\bkeep-alive\b/i.test(connection) : /\bclose\b/i.test(connection)
  const framing = framingOf(headers, status, method)
  return { status, framing, closes: closes || framing === untilClose, headers }
}

function put(headers: IncomingHttpHeaders, name: string, value: string): void {
  const before = headers[name]
  if (before === undefined) headers[name] = value
  else if (name === 'content-length' && before !== value) throw malformed('second length', value)
  else if (name === 'transfer-encoding') headers[name] = `${String(before)}, ${value}`
}

function framingOf(headers: IncomingHttpHeaders, status: number, method: string): Framing {
  if (method === 'HEAD' || status === 204 || status === 304 || status < 200) return nothing
  const { 'transfer-encoding': coding, 'content-length': length } = headers
  if (coding !== undefined) {
    if (length !== undefined) throw malformed('length beside a transfer coding', length)
    return /(?:^|,)[\t ]*chunked$/i.test(coding) ? chunked : untilClose
  }
  if (length === undefined) return untilClose
  if (!/^\d{1,15}$/.test(length)) throw malformed('length', length)
  return length === '0' ? nothing : { kind: 'length', bytes: Number(length) }
}

function malformed(what: string, value: string | undefined): WireError {
  const shown = JSON.stringify((value ?? '').slice(0, 80))
  return new WireError('GATEDRILL_MALFORMED', `the answer has a ${what} that is no HTTP: ${shown}`)
}
