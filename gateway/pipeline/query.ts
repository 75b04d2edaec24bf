/** A query as names and values, decoded, in order of appearance. What cannot be decoded stays. */
export function parseQuery(raw: string): Map<string, string[]> {
  const query = new Map<string, string[]>()
  if (raw === '') return query
  for (const part of raw.split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const name = decode(equals < 0 ? part : part.slice(0, equals))
    const value = equals < 0 ? '' : decode(part.slice(equals + 1))
    const values = query.get(name)
    if (values === undefined) query.set(name, [value])
    else values.push(value)
  }
  return query
}

/** Without `?`. */
export function queryStringOf(query: ReadonlyMap<string, readonly string[]>): string {
  const parts: string[] = []
  for (const [name, values] of query) {
    for (const value of values) {
      parts.push(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    }
  }
  return parts.join('&')
}

function decode(text: string): string {
  if (!text.includes('%') && !text.includes('+')) return text
  const spaced = text.replaceAll('+', ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    return spaced
  }
}
