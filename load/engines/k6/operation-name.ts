import type { K6Request } from './samples.ts'

/** A part of a path that names one thing of many: a number, a UUID, a long hexadecimal. */
const isOneOfMany = /^(?:\d+|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,})$/i

/** Of a URL, and of what `http.url` makes of one that begins with a variable. */
const begin = /^(?:https?:\/\/[^/?#]*|\$\{\}(?=\/|$))/

/**
 * What a request is called in the ledger: as the script calls it (its tag `name`), else by method
 * and path, with `{id}` for what differs between requests.
 */
export function nameOf({ method, name }: Pick<K6Request, 'method' | 'name'>): string {
  if (!begin.test(name)) return name === '' ? method : name
  const path = name
    .replace(begin, '')
    .replace(/[?#].*$/, '')
    .replace(/\$\{\}/g, '{id}')
  const parts = path.split('/').map((part) => (isOneOfMany.test(part) ? '{id}' : part))
  return `${method} ${parts.join('/') === '' ? '/' : parts.join('/')}`
}
