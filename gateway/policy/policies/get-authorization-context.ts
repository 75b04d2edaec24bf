import { z } from 'zod'
import type { AccessToken } from '../../identity/access-tokens.ts'
import type { Exchange } from '../../pipeline/exchange.ts'
import { internalServerError } from '../../pipeline/steps.ts'
import { flagText, wordText } from '../attributes.ts'
import { definePolicy, type PolicyLoad, reject, type Stop } from '../define-policy.ts'
import type { Value } from '../expressions/value.ts'
import { AuthorizationView } from '../expressions/values/authorization.ts'
import { NetDictionary, NetPair } from '../expressions/values/collection.ts'
import { jwtFromText } from '../expressions/values/jwt.ts'

// Source: APIM, get-authorization-context: the audience of a token that is to be checked.
const callerAudience = 'https://azure-api.net/authorization-manager'

/**
 * Puts the token of a connection to a credential provider into a variable. Tokens are kept until
 * shortly before they expire. Who may use a connection is not part of a configuration here, so a
 * caller's token is only looked at for what it must say. Source: APIM, get-authorization-context.
 */
export const getAuthorizationContext = definePolicy({
  name: 'get-authorization-context',
  sections: ['inbound'],
  example:
    '<get-authorization-context provider-id="github" authorization-id="main" context-variable-name="auth" ignore-error="false" />',
  attributes: z.strictObject({
    'provider-id': z.string().min(1),
    'authorization-id': z.string().min(1),
    'context-variable-name': z.string().min(1),
    'identity-type': wordText('managed', 'jwt').default('managed'),
    identity: z.string().optional(),
    'ignore-error': flagText.default('false'),
  }),
  compile(attributes, load) {
    const variableOf = load.text(attributes['context-variable-name'])
    const ignoresError = load.condition(attributes['ignore-error'])
    const tokenOf = compileConnection(attributes, load)

    function put(exchange: Exchange, token: AccessToken): undefined {
      const view = new AuthorizationView(token.text, claimsOf(token.answer))
      exchange.variables.set(variableOf(exchange), view)
      return undefined
    }

    function fail(exchange: Exchange, error: unknown): Stop | undefined {
      const message = error instanceof Error ? error.message : String(error)
      exchange.trace('get-authorization-context', message)
      if (!ignoresError(exchange)) {
        return reject(500, 'AuthorizationNotObtained', message, {}, internalServerError)
      }
      exchange.variables.set(variableOf(exchange), null)
      return undefined
    }

    return (exchange) => {
      const token = tokenOf(exchange)
      if (typeof token === 'string') return fail(exchange, token)
      if (!(token instanceof Promise)) return put(exchange, token)
      return token.then(
        (given) => put(exchange, given),
        (error: unknown) => fail(exchange, error),
      )
    }
  },
})

type Connection = {
  readonly 'provider-id': string
  readonly 'authorization-id': string
  readonly 'identity-type': string
  readonly identity?: string | undefined
}

/** The token of a request's connection; a text instead says why there is none. */
function compileConnection(
  given: Connection,
  load: PolicyLoad,
): (exchange: Exchange) => AccessToken | Promise<AccessToken> | string {
  const providerOf = load.text(given['provider-id'])
  const idOf = load.text(given['authorization-id'])
  const identityTypeOf = load.text(given['identity-type'])
  const identityOf = load.text(given.identity ?? '')
  const known = new Map(
    (load.content.authorizations ?? []).map((one) => [`${one.providerId}/${one.id}`, one]),
  )
  return (exchange) => {
    const name = `${providerOf(exchange)}/${idOf(exchange)}`
    const found = known.get(name)
    if (found === undefined) {
      const names = [...known.keys()].join(', ') || 'none'
      return `there is no authorization ${name}; those of authorizationProviders/ are: ${names}`
    }
    const { tokenUrl, clientId, clientSecret, scope } = found
    if (tokenUrl === undefined) return `the provider of ${name} has no tokenUrl`
    if (identityTypeOf(exchange) === 'jwt') {
      const problem = callerProblem(identityOf(exchange))
      if (problem !== undefined) return `${name}: ${problem}`
    }
    const kind = 'client-credentials'
    return load.accessTokens.tokenFor({ kind, tokenUrl, clientId, clientSecret, scope })
  }
}

function callerProblem(text: string): string | undefined {
  const claims = jwtFromText(text)?.claims
  if (claims === undefined) return 'identity is no JWT'
  if (!claims.get('aud')?.includes(callerAudience)) return `identity is not for ${callerAudience}`
  const missing = ['oid', 'tid'].filter((name) => !claims.has(name))
  return missing.length === 0 ? undefined : `identity has no ${missing.join(' and ')}`
}

function claimsOf(answer: AccessToken['answer']): NetDictionary {
  const dictionary = new NetDictionary()
  for (const [name, value] of Object.entries(answer)) {
    dictionary.entries.set(name, new NetPair(name, claimOf(value)))
  }
  return dictionary
}

function claimOf(value: unknown): Value {
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    return JSON.stringify(value) ?? null
  }
  return value === (value | 0) ? value : BigInt(value)
}
