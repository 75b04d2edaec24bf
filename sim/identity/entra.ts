import type { FastifyInstance } from 'fastify'
import { z } from 'zod'

/** Signs a token for an audience, with claims beside the registered ones. */
export type Mint = (audience: string, claims: Readonly<Record<string, unknown>>) => Promise<string>

export type EntraOptions = {
  readonly issuer: string
  readonly tokenLifetimeS: number
  readonly mint: Mint
  readonly nowS: () => number
}

const identityQuery = z.looseObject({
  resource: z.string().min(1),
  client_id: z.string().min(1).default('system-assigned'),
})

const credentialsForm = z.looseObject({
  grant_type: z.literal('client_credentials'),
  client_id: z.string().min(1),
  client_secret: z.string(),
  scope: z.string().optional(),
  resource: z.string().optional(),
})

/** Plain HTTP always: nobody but the machine itself reaches it. Source: Azure, metadata service. */
export const instanceMetadataHost = '169.254.169.254'

/**
 * Hosts of the clouds that the identity provider stands in for: the login hosts of Microsoft Entra,
 * and the instance metadata service. Source: Azure, national clouds.
 */
export const cloudHosts = [
  'login.microsoftonline.com',
  'login.microsoftonline.us',
  'login.partner.microsoftonline.cn',
  'login.chinacloudapi.cn',
  'login.windows.net',
  'sts.windows.net',
  instanceMetadataHost,
] as const

/** Where an issuer of the cloud publishes its keys, below any tenant. */
export const keyPaths = ['/discovery/v2.0/keys', '/discovery/keys'] as const
export const tokenPaths = ['/oauth2/v2.0/token', '/oauth2/token'] as const

/**
 * Adds the endpoints at which a gateway of the cloud gets its tokens: of managed identities at the
 * instance metadata service, of applications below any tenant. Every secret is good.
 * Source: Azure, how-to-use-vm-token; Microsoft identity platform, client credentials flow.
 */
export function addEntraRoutes(app: FastifyInstance, options: EntraOptions): void {
  const { tokenLifetimeS, mint, nowS } = options
  const tenant = tenantOf(options.issuer)
  const mintFor = (audience: string, clientId: string) =>
    mint(audience, { appid: clientId, azp: clientId, oid: clientId, tid: tenant, idtyp: 'app' })

  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: unknown, body: string | Buffer) =>
      Object.fromEntries(new URLSearchParams(String(body))),
  )
  app.get('/metadata/identity/oauth2/token', async ({ headers, query }, reply) => {
    const asked = identityQuery.safeParse(query)
    if (headers.metadata !== 'true' || !asked.success) {
      const why = asked.success ? 'the header Metadata: true' : 'the parameter resource'
      return reply.code(400).send(problem('invalid_request', `${why} is missing`))
    }
    const { resource, client_id: clientId } = asked.data
    const expiresOnS = Math.floor(nowS()) + tokenLifetimeS
    return {
      access_token: await mintFor(resource, clientId),
      client_id: clientId,
      expires_in: String(tokenLifetimeS),
      expires_on: String(expiresOnS),
      resource,
      token_type: 'Bearer',
    }
  })
  app.post('*', async ({ url, body }, reply) => {
    const [path = ''] = url.split('?')
    if (!tokenPaths.some((ending) => path.endsWith(ending))) {
      return reply.code(404).send(problem('not_found', `tokens are at ${tokenPaths.join(', ')}`))
    }
    const asked = credentialsForm.safeParse(body)
    if (!asked.success) {
      return reply.code(400).send(problem('invalid_request', z.prettifyError(asked.error)))
    }
    const { scope, resource, client_id: clientId } = asked.data
    const audience = resource ?? (scope ?? '').split(' ')[0]?.replace(/\/\.default$/, '') ?? ''
    const token = await mintFor(audience === '' ? clientId : audience, clientId)
    return { token_type: 'Bearer', expires_in: tokenLifetimeS, access_token: token }
  })
}

/** The part of the issuer's path that names its tenant. */
function tenantOf(issuer: string): string {
  return new URL(issuer).pathname.split('/').find((part) => part !== '') ?? 'gatedrill'
}

/** RFC 6749, section 5.2. */
function problem(error: string, description: string) {
  return { error, error_description: description }
}
