// Anything that may mean another path to a backend than to this gateway.
const unusual = /[\\#]|%00|(?:^|\/|%2f|%5c)(?:\.|%2e)/i
const forbidden = /[\\#]|%00/i
const hiddenDots = /(?:%2f|%5c)(?:\.|%2e){1,2}(?=$|\/|%2f|%5c)|\/(?:\.|%2e){1,2}(?=%2f|%5c)/i
const oneDot = /^(?:\.|%2e)$/i
const twoDots = /^(?:\.|%2e){2}$/i

/**
 * The path that is matched and that the backend gets: dot segments are resolved, also encoded
 * ones, so that no policy is walked around. Undefined for a path that cannot be trusted: NUL, a
 * backslash, a fragment, dots behind an encoded slash. Source: RFC 3986, sections 5.2.4 and 7.3.
 */
export function requestPathOf(path: string): string | undefined {
  if (!unusual.test(path)) return path
  if (forbidden.test(path) || hiddenDots.test(path)) return undefined
  const kept: string[] = []
  const segments = path.slice(1).split('/')
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1
    if (twoDots.test(segment)) kept.pop()
    else if (!oneDot.test(segment)) kept.push(segment)
    if (isLast && (oneDot.test(segment) || twoDots.test(segment))) kept.push('')
  }
  return `/${kept.join('/')}`
}
