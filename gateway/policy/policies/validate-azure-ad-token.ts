import { z } from 'zod'
import type { TokenProblem, VerifiedToken } from '../../jwt/verify-token.ts'
import { denied } from '../../jwt/verify-token.ts'
import type { Exchange } from '../../pipeline/exchange.ts'
import { childNamed } from '../children.ts'
import { definePolicy, type PolicyLoad, type Text } from '../define-policy.ts'
import { literalOf, noteLiteral } from '../literals.ts'
import { compileClaimRules, textsIn } from '../token/claim-rules.ts'
import { discoveryUrlOf, entraIssuersOf } from '../token/entra.ts'
import { compileTokenCheck, tokenCheckAttributes } from '../token/token-check.ts'
import { decryptionKeys } from '../token/token-keys.ts'
import {
  compileTokenSource,
  tokenSourceAttributes,
  tokenSourceNames,
} from '../token/token-source.ts'

const attributes = z
  .strictObject({
    'tenant-id': z.string().min(1),
    'authentication-endpoint': z.string().min(1).default('login.microsoftonline.com'),
    ...tokenSourceAttributes,
    ...tokenCheckAttributes,
  })
  .refine((given) => tokenSourceNames.filter((name) => Object.hasOwn(given, name)).length <= 1, {
    error: 'it takes one of header-name, query-parameter-name and token-value',
  })

type Attributes = z.output<typeof attributes>

/**
 * Admits requests with a token that Microsoft Entra gave in a tenant, to one of the listed
 * applications if there are any. Source: APIM, validate-azure-ad-token.
 */
export const validateAzureAdToken = definePolicy({
  name: 'validate-azure-ad-token',
  sections: ['inbound'],
  example:
    '<validate-azure-ad-token tenant-id="contoso.onmicrosoft.com"><client-application-ids><application-id>portal</application-id></client-application-ids><audiences><audience>api://orders</audience></audiences></validate-azure-ad-token>',
  attributes,
  compile(given, load) {
    const hasSource = tokenSourceNames.some((name) => given[name] !== undefined)
    const source = hasSource ? given : { 'header-name': 'Authorization' }
    const clients = textsIn('client-application-ids', 'application-id', load)
    refuseEmptyLists(load)
    const rules = compileClaimRules(
      {
        needsExpiration: noteLiteral(() => true, true),
        skewOf: noteLiteral(() => 0, 0),
        // Who issued it is checked against the tenant's own issuers.
        issuers: [noteLiteral(() => '', '')],
        moreAudiences: backendAudiences(load),
      },
      load,
    )
    const isFixed = clients.every((text) => literalOf(text) !== undefined)
    const check = {
      tokenOf: compileTokenSource(source, 'Bearer', load),
      keysOf: compileKeys(given, load),
      rules: { ...rules, areFixed: rules.areFixed && isFixed },
      alsoCheck: (token: VerifiedToken, exchange: Exchange) =>
        issuerProblem(token) ?? clientProblem(token, clients, exchange),
    }
    return compileTokenCheck(check, given, load)
  },
})

function compileKeys(given: Attributes, load: PolicyLoad) {
  const tenantOf = load.text(given['tenant-id'])
  const endpointOf = load.text(given['authentication-endpoint'])
  const decryption = decryptionKeys(load)
  const urlsOf = (exchange: Exchange) => [discoveryUrlOf(endpointOf(exchange), tenantOf(exchange))]
  return (exchange: Exchange) => ({
    openId: load.openId,
    configurationUrls: urlsOf(exchange),
    inline: [],
    decryption,
    mayBeUnsigned: false,
  })
}

/** Tokens name a backend by its id, or by the id as a URI. */
function backendAudiences(load: PolicyLoad): readonly Text[] {
  return textsIn('backend-application-ids', 'application-id', load).flatMap((id): Text[] => {
    const literal = literalOf(id)
    const uri: Text = (exchange) => `api://${id(exchange)}`
    return [id, literal === undefined ? uri : noteLiteral(uri, `api://${literal}`)]
  })
}

function issuerProblem({ issuer = '', claims }: VerifiedToken): TokenProblem | undefined {
  if (claims.iss !== undefined && entraIssuersOf(issuer, claims.tid).includes(claims.iss)) {
    return undefined
  }
  return denied('TokenIssuerNotAllowed', 'IDX10205: Issuer validation failed')
}

/** The client is `azp` in tokens of version 2.0, `appid` in those of 1.0. */
function clientProblem(
  { claims }: VerifiedToken,
  clients: readonly Text[],
  exchange: Exchange,
): TokenProblem | undefined {
  if (clients.length === 0) return undefined
  const name = claims.azp === undefined ? 'appid' : 'azp'
  const client = claims[name]
  if (client === undefined) {
    return denied('TokenClaimNotFound', 'JWT is missing the following claims: appid')
  }
  if (clients.some((text) => text(exchange) === client)) return undefined
  return denied('TokenClaimValueNotAllowed', `Claim ${name} value of ${client} is not allowed`)
}

/** An empty list would let everybody in, or nobody. */
function refuseEmptyLists(load: PolicyLoad): void {
  for (const name of ['client-application-ids', 'backend-application-ids', 'audiences']) {
    const list = childNamed(load.element, name)
    if (list === undefined || list.children.length > 0) continue
    load.refuse(`<${name}> is empty`, 'put an id or an audience into it, or delete it', list)
  }
}
