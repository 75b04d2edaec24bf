import { WireError } from './wire-error.ts'

/** How the body of an answer is delimited. Source: RFC 9112, section 6.3. */
export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'until-close' }

export type AnswerHead = {
  readonly status: number
  readonly reason: string
  /** Name, value, name, value, ..., as they came. */
  readonly headers: string[]
  readonly framing: Framing
  /** The other side closes after it. */
  readonly closes: boolean
}

const statusLine = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: ([\t\x20-\x7e\x80-\xff]*))?$/
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
  const [, minor, digits, reason = ''] = statusLine.exec(lines[0] ?? '') ?? []
  if (digits === undefined) throw malformed('status line', lines[0])
  const status = Number(digits)
  const headers: string[] = []
  const about: About = { length: undefined, coding: undefined, connection: '' }
  for (let at = 1; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    const [, name, value = ''] = headerLine.exec(line) ?? []
    if (name === undefined) throw malformed('header', line)
    const trimmed = value.trimEnd()
    headers.push(name, trimmed)
    note(about, name, trimmed)
  }
  const { connection } = about
  const closes = minor === '0' ? !/\bkeep-alive\b/i.test(connection) : /\bclose\b/i.test(connection)
  const framing = framingOf(about, status, method)
  return { status, reason, headers, framing, closes: closes || framing === untilClose }
}

/** The value of the first header of that name, which is given in lower case. */
export function headerOf(headers: readonly string[], lowerName: string): string | undefined {
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = headers[at]
    if (name?.length === lowerName.length && name.toLowerCase() === lowerName)
      return headers[at + 1]
  }
  return undefined
}

/** What its headers say of an answer's end. */
type About = { length: string | undefined; coding: string | undefined; connection: string }

/** Most names are as long as none of the three. */
function note(about: About, name: string, value: string): void {
  if (name.length === 14 && name.toLowerCase() === 'content-length') {
    if (about.length !== undefined && about.length !== value)
      throw malformed('second length', value)
    about.length = value
  } else if (name.length === 17 && name.toLowerCase() === 'transfer-encoding') {
    about.coding = about.coding === undefined ? value : `${about.coding}, ${value}`
  } else if (name.length === 10 && name.toLowerCase() === 'connection') {
    about.connection += `,${value}`
  }
}

function framingOf({ coding, length }: About, status: number, method: string): Framing {
  if (method === 'HEAD' || status === 204 || status === 304 || status < 200) return nothing
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
