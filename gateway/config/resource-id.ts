/**
 * The name of a resource from an id of any form: `/subscriptions/.../apis/orders`,
 * `/apis/orders` or `orders`. Absolute ids often name another subscription than the one used.
 */
export function lastSegmentOf(id: string): string {
  if (!id.includes('/')) return id
  return id.replace(/\/+$/, '').split('/').at(-1) ?? id
}

/** `orders` of `orders;rev=2`. */
export function apiIdWithoutRevision(apiId: string): string {
  return apiId.replace(/;rev=.*$/i, '')
}

/** `2` of `orders;rev=2`. */
export function revisionInApiId(apiId: string): string | undefined {
  return /;rev=(.+)$/i.exec(apiId)?.[1]
}
