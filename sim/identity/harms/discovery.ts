import { z } from 'zod'
import { defineHarm } from './define-harm.ts'

/** What may be wrong with a discovery document, by name. */
export const wrongDiscovery = {
  issuer: { issuer: 'https://issuer.wrong.example/' },
  'jwks-uri': { jwks_uri: 'https://keys.wrong.example/jwks' },
  'without-keys': { jwks_uri: undefined },
} as const

/** The discovery document names another issuer, another place of the keys, or none. */
export const discovery = defineHarm({
  kind: 'discovery',
  example: { what: 'issuer' },
  params: z.strictObject({ what: z.enum(['issuer', 'jwks-uri', 'without-keys']) }),
  apply: ({ what }, identity) => identity.discover(wrongDiscovery[what]),
})
