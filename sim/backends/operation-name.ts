// Interned in the ledger; past it names would only repeat what the gateway's ledger has anyway.
const namesMax = 1_000

/** Names `GET /orders/17` as `GET /orders/*`: few names, whatever ids the load draws. */
export function operationNames(): (method: string, path: string) => string {
  const names = new Set<string>()
  return (method, path) => {
    const name = `${method} ${path.replaceAll(idSegment, '/*')}`
    if (names.has(name)) return name
    if (names.size === namesMax) return `${method} (other)`
    names.add(name)
    return name
  }
}

/** A number, or hex digits as long as an id's. */
const idSegment = /\/(?:\d+|[0-9a-f-]{16,})(?=\/|$)/gi
