import { keyPaths } from './entra.ts'

/** What of the provider a request is for; harms may hit one and leave the others well. */
export const identityParts = ['discovery', 'keys', 'tokens'] as const
export type IdentityPart = (typeof identityParts)[number]

export const discoveryPath = '/.well-known/openid-configuration'

export function partOf(path: string): IdentityPart {
  if (path.endsWith(discoveryPath)) return 'discovery'
  if (path === '/jwks' || keyPaths.some((ending) => path.endsWith(ending))) return 'keys'
  return 'tokens'
}
