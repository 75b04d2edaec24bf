/**
 * Where Microsoft Entra publishes a tenant's configuration. A tenant is an id, a domain, or a URL
 * of either. Source: Microsoft identity platform, OpenID Connect.
 */
export function discoveryUrlOf(endpoint: string, tenant: string): string {
  const given = endpoint.trim()
  const host = URL.parse(given)?.host ?? given.replace(/\/+$/, '')
  return `https://${host}/${tenantOf(tenant)}/v2.0/.well-known/openid-configuration`
}

function tenantOf(text: string): string {
  const url = URL.parse(text.trim())
  if (url === null) return text.trim()
  const [, first = ''] = url.pathname.split('/')
  return first === '' ? url.hostname : first
}

/** The tenant in a configuration that is for all tenants: each token says which it is of. */
const anyTenant = '{tenantid}'

/**
 * The issuers of a tenant's tokens, by the issuer that its configuration names: that of version
 * 2.0, and those of 1.0, whose tokens bear the same keys. `tenant` is the token's own.
 * Source: Microsoft identity platform, access tokens.
 */
export function entraIssuersOf(issuer: string, tenant: unknown): readonly string[] {
  const isForAll = issuer.includes(anyTenant)
  if (isForAll && (typeof tenant !== 'string' || !/^[\w-]+$/.test(tenant))) return []
  const own = isForAll ? issuer.replace(anyTenant, String(tenant)) : issuer
  const id = /^https:\/\/[^/]+\/([\w-]+)\/v2\.0$/.exec(own)?.[1]
  if (id === undefined) return [own]
  return [own, `https://sts.windows.net/${id}/`, `https://sts.chinacloudapi.cn/${id}/`]
}
