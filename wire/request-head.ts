/** The head of a request of HTTP/1.1 in its plainest form, which is that of nearly all. */
export type RequestHead = {
  readonly method: string
  /** In origin form: it begins with a slash. */
  readonly target: string
  /** Name, value, name, value, ..., as they came. */
  readonly headers: string[]
  /** How many bytes follow as its body. */
  readonly bodyBytes: number
  /** The other side closes after it. */
  readonly closes: boolean
}

/** Up to the empty line, which is not in it. Nothing here can be read in two ways. */
const plainForm =
  /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) \/[\x21-\x7e]* HTTP\/1\.1\r\n(?:[\w!#$%&'*+.^`|~-]+:[\t\x20-\x7e\x80-\xff]*\r\n)*$/

/** Headers that change what the bytes behind the head mean, or what the connection is for. */
const uncommon = new Set(['transfer-encoding', 'expect', 'upgrade', 'proxy-connection'])

/**
 * Reads a head whose bytes lie between `from` and `to`, the empty line left out. Undefined for all
 * that is not plain: another version, a body in chunks, an upgrade, an expectation, a target in
 * another form, and whatever is no HTTP at all. Source: RFC 9112.
 */
export function plainHeadOf(bytes: Buffer, from: number, to: number): RequestHead | undefined {
  const text = bytes.toString('latin1', from, to)
  if (!plainForm.test(text)) return undefined
  const lineEnd = text.indexOf('\r\n')
  const space = text.indexOf(' ')
  const headers: string[] = []
  let length: string | undefined
  let connection: string | undefined
  for (let at = lineEnd + 2; at < text.length; ) {
    const colon = text.indexOf(':', at)
    const end = text.indexOf('\r\n', colon)
    const name = text.slice(at, colon)
    // A text of its own: who keeps a value keeps no head with it.
    const value = fieldValueOf(bytes, from + colon + 1, from + end)
    headers.push(name, value)
    at = end + 2
    // Most names are as long as none of these.
    const chars = name.length
    if (
      chars === 14 ||
      chars === 10 ||
      chars === 17 ||
      chars === 6 ||
      chars === 7 ||
      chars === 16
    ) {
      const lower = name.toLowerCase()
      if (uncommon.has(lower)) return undefined
      if (lower === 'content-length') {
        if (length !== undefined || !/^\d{1,15}$/.test(value)) return undefined
        length = value
      } else if (lower === 'connection') {
        if (connection !== undefined) return undefined
        connection = value.toLowerCase()
      }
    }
  }
  const closes = connection === 'close'
  if (connection !== undefined && !closes && connection !== 'keep-alive') return undefined
  return {
    method: text.slice(0, space),
    target: bytes.toString('latin1', from + space + 1, from + lineEnd - ' HTTP/1.1'.length),
    headers,
    bodyBytes: length === undefined ? 0 : Number(length),
    closes,
  }
}

/** Without the white space around it. */
function fieldValueOf(bytes: Buffer, from: number, to: number): string {
  let start = from
  let end = to
  while (start < end && isBlank(bytes[start])) start += 1
  while (end > start && isBlank(bytes[end - 1])) end -= 1
  return bytes.toString('latin1', start, end)
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09
}
