/**
 * Whether an operation (`GET /orders/*`, ids as stars) is one of those that a pattern means:
 * method and path segment by segment, where `*` is any one of them and a last `**` any rest.
 */
export function matcherOf(pattern: string): (operation: string) => boolean {
  const [method = '', path = ''] = pattern.includes(' ') ? pattern.split(' ') : ['*', pattern]
  const wanted = path.split('/')
  const isRest = wanted.at(-1) === '**'
  if (isRest) wanted.pop()
  return (operation) => {
    const [name = '', at = ''] = operation.split(' ')
    if (method !== '*' && method.toUpperCase() !== name) return false
    const segments = at.split('/')
    if (isRest ? segments.length < wanted.length : segments.length !== wanted.length) return false
    return wanted.every((segment, index) => segment === '*' || segment === segments[index])
  }
}
