/** One part of a distinguished name: `O=Contoso`. */
export type NamePart = { readonly type: string; readonly value: string }

/** Types that .NET and OpenSSL write in other ways. */
const typeNames = new Map([
  ['S', 'ST'],
  ['E', 'EMAILADDRESS'],
])

/**
 * The parts of a distinguished name, in order. Apart by commas with quotes around values that hold
 * some, as in policies, or by lines, as Node writes them.
 */
export function partsOfName(name: string): readonly NamePart[] {
  const separator = /\n/.test(name.trim()) ? /\n/ : /,(?=(?:[^"]*"[^"]*")*[^"]*$)/
  return name.split(separator).flatMap((part) => {
    const [, written = '', value = ''] = /^\s*([\w.]+)\s*=\s*(.*?)\s*$/s.exec(part) ?? []
    if (written === '') return []
    const upper = written.toUpperCase()
    const bare = value.replace(/^"(.*)"$/s, '$1').replaceAll('""', '"')
    return [{ type: typeNames.get(upper) ?? upper, value: bare.replaceAll('\\,', ',') }]
  })
}

/** Whether two texts name the same, from either end and in any case. Source: RFC 4514 reverses it. */
export function isSameName(left: string, right: string): boolean {
  const [one, other] = [left, right].map((name) =>
    partsOfName(name).map(({ type, value }) => `${type}=${value.toLowerCase()}`),
  )
  if (one === undefined || other === undefined) return false
  const text = other.join('\n')
  return one.join('\n') === text || one.toReversed().join('\n') === text
}
