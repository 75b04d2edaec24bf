import { z } from 'zod'
import type { AccessToken } from '../../identity/access-tokens.ts'
import type { Exchange } from '../../pipeline/exchange.ts'
import type { HeaderList } from '../../pipeline/headers.ts'
import { flag, isExpression } from '../attributes.ts'
import type { PolicyLoad } from '../define-policy.ts'
import type { XmlElement } from '../xml/element.ts'

export const managedIdentityAttributes = z.strictObject({
  resource: z.string().min(1),
  'client-id': z
    .string()
    .refine((text) => !isExpression(text), 'an id, no expression')
    .optional(),
  'output-token-variable-name': z
    .string()
    .min(1)
    .refine((text) => !isExpression(text), 'a name, no expression')
    .optional(),
  'ignore-error': flag.default(false),
})

/** Why there is no token for the backend. */
export type NoToken = { readonly reason: string; readonly message: string }

type Authenticated = NoToken | undefined

/**
 * Compiles an `<authentication-managed-identity>`, wherever it stands. The token goes into the
 * `Authorization` header, or into the variable alone where one is named.
 * Source: APIM, authentication-managed-identity; the policy toolkit's emulator.
 */
export function compileManagedIdentity(
  element: XmlElement,
  attributes: z.output<typeof managedIdentityAttributes>,
  load: PolicyLoad,
): (exchange: Exchange, headers: HeaderList) => Authenticated | Promise<Authenticated> {
  const { 'output-token-variable-name': variable, 'ignore-error': ignoresError } = attributes
  const resourceOf = load.text(attributes.resource, element)
  // Documents are often written with an empty id for the identity of the instance itself.
  const clientId = attributes['client-id']?.trim() || undefined

  function put(exchange: Exchange, headers: HeaderList, { text }: AccessToken): undefined {
    if (variable === undefined) headers.set('Authorization', `Bearer ${text}`)
    else exchange.variables.set(variable, text)
    return undefined
  }

  function fail(exchange: Exchange, resource: string, error: unknown): Authenticated {
    const why = error instanceof Error ? error.message : String(error)
    const message = `Managed identity token for resource '${resource}' was not obtained: ${why}`
    exchange.trace('authentication-managed-identity', message)
    return ignoresError ? undefined : { reason: 'ManagedIdentityTokenNotObtained', message }
  }

  return (exchange, headers) => {
    const resource = resourceOf(exchange)
    const token = load.accessTokens.tokenFor({ kind: 'managed-identity', resource, clientId })
    if (!(token instanceof Promise)) return put(exchange, headers, token)
    return token.then(
      (text) => put(exchange, headers, text),
      (error: unknown) => fail(exchange, resource, error),
    )
  }
}
