import { type FastifyInstance, fastify } from 'fastify'
import { z } from 'zod'
import { type TokenAnswer, tokenRequestSchema } from '../../ledger/launch/identity.ts'
import type { IdentityConditions } from './conditions.ts'
import { addEntraRoutes, keyPaths, tokenPaths } from './entra.ts'
import type { KeyRing } from './key-ring.ts'
import { discoveryPath, partOf } from './part.ts'

export type ProviderOptions = {
  readonly issuer: string
  readonly tokenLifetimeS: number
  readonly keys: KeyRing
  /** The wall clock: a token's times are seconds since 1970. */
  readonly nowS: () => number
  /** Absent: nothing harms it. */
  readonly conditions?: Pick<IdentityConditions, 'meet' | 'published' | 'skewS'>
}

/**
 * An OIDC provider: discovery under any path prefix (OpenID Connect Discovery 1.0, section 4; a
 * tenant's issuer has a path), its keys on the issuer's host, and tokens for the asking. It answers
 * under the paths of Microsoft Entra too.
 */
export function identityProvider(options: ProviderOptions): FastifyInstance {
  const { issuer, tokenLifetimeS, keys, conditions } = options
  const nowS = () => options.nowS() + (conditions?.skewS ?? 0)
  const app = fastify({ forceCloseConnections: true })
  const document = discoveryDocumentOf(issuer)

  if (conditions !== undefined) {
    app.addHook('onRequest', async (request, reply) => {
      const status = await conditions.meet(partOf(pathOf(request.url)))
      if (status !== undefined) return reply.code(status).send({ error: 'temporarily_unavailable' })
      return undefined
    })
  }
  app.get('/jwks', () => keys.publicKeys())
  const mint = (audience: string, claims: Readonly<Record<string, unknown>>) => {
    const issuedAtS = Math.floor(nowS())
    return keys.sign({ issuer, audience, claims, issuedAtS, lifetimeS: tokenLifetimeS })
  }
  app.post('/token', async (request, reply) => {
    const asked = tokenRequestSchema.safeParse(request.body)
    if (!asked.success) return reply.code(400).send(invalidRequest(z.prettifyError(asked.error)))
    const { audience, claims } = asked.data
    const answer: TokenAnswer = {
      access_token: await mint(audience, claims),
      token_type: 'Bearer',
      expires_in: tokenLifetimeS,
    }
    return answer
  })
  app.get('*', (request, reply) => {
    const path = pathOf(request.url)
    if (path.endsWith(discoveryPath)) return reply.send(conditions?.published(document) ?? document)
    if (keyPaths.some((ending) => path.endsWith(ending))) return reply.send(keys.publicKeys())
    return reply.code(404).send({ error: 'not_found', error_description: nothingElse })
  })
  addEntraRoutes(app, { issuer, tokenLifetimeS, mint, nowS })
  return app
}

const nothingElse = `this provider serves <prefix>${discoveryPath}, <prefix>${keyPaths[0]}, /jwks, /metadata/identity/oauth2/token, POST /token and POST <prefix>${tokenPaths[0]}`

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
