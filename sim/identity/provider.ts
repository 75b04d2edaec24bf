import { type FastifyInstance, fastify } from 'fastify'
import { z } from 'zod'
import { type TokenAnswer, tokenRequestSchema } from '../../ledger/launch/identity.ts'
import type { KeyRing } from './key-ring.ts'

export type ProviderOptions = {
  readonly issuer: string
  readonly tokenLifetimeS: number
  readonly keys: KeyRing
  /** The wall clock: a token's times are seconds since 1970. */
  readonly nowS: () => number
}

const discovery = '/.well-known/openid-configuration'

/**
 * An OIDC provider: discovery under any path prefix (OpenID Connect Discovery 1.0, section 4; a
 * tenant's issuer has a path), its keys on the issuer's host, and tokens for the asking.
 */
export function identityProvider(options: ProviderOptions): FastifyInstance {
  const { issuer, tokenLifetimeS, keys, nowS } = options
  const app = fastify({ forceCloseConnections: true })
  const document = discoveryDocumentOf(issuer)

  app.get('/jwks', () => keys.publicKeys())
  app.post('/token', async (request, reply) => {
    const asked = tokenRequestSchema.safeParse(request.body)
    if (!asked.success) return reply.code(400).send(invalidRequest(z.prettifyError(asked.error)))
    const { audience, claims } = asked.data
    const issuedAtS = Math.floor(nowS())
    const token = { issuer, audience, claims, issuedAtS, lifetimeS: tokenLifetimeS }
    const answer: TokenAnswer = {
      access_token: await keys.sign(token),
      token_type: 'Bearer',
      expires_in: tokenLifetimeS,
    }
    return answer
  })
  app.get('*', (request, reply) => {
    if (pathOf(request.url).endsWith(discovery)) return reply.send(document)
    return reply.code(404).send({ error: 'not_found', error_description: nothingElse })
  })
  return app
}

const nothingElse = `this provider serves <prefix>${discovery}, /jwks and POST /token`

function discoveryDocumentOf(issuer: string) {
  return {
    issuer,
    jwks_uri: new URL('/jwks', issuer).href,
    token_endpoint: new URL('/token', issuer).href,
    response_types_supported: ['token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  }
}

/** RFC 6749, section 5.2. */
function invalidRequest(description: string) {
  return { error: 'invalid_request', error_description: description }
}

function pathOf(url: string): string {
  const end = url.indexOf('?')
  return end < 0 ? url : url.slice(0, end)
}
