import { z } from 'zod'
import type { Exchange } from '../../pipeline/exchange.ts'
import type { PolicyLoad, Text } from '../define-policy.ts'

/** Where a policy finds the token; one of them. */
export const tokenSourceAttributes = {
  'header-name': z.string().min(1).optional(),
  'query-parameter-name': z.string().min(1).optional(),
  'token-value': z.string().optional(),
}

export const tokenSourceNames = ['header-name', 'query-parameter-name', 'token-value'] as const

type Given = z.output<z.ZodObject<typeof tokenSourceAttributes>>

/**
 * Finds a request's token, without its scheme; gives undefined when there is none, or it has
 * another scheme than the one demanded.
 */
export function compileTokenSource(
  given: Given,
  scheme: string | undefined,
  load: PolicyLoad,
): (exchange: Exchange) => string | undefined {
  const value = given['token-value']
  if (value !== undefined) return emptyToNothing(load.text(value))
  const parameter = given['query-parameter-name']
  if (parameter !== undefined) {
    const nameOf = load.text(parameter)
    return (exchange) => exchange.request.url.query.get(nameOf(exchange))?.[0] || undefined
  }
  const name = given['header-name'] ?? ''
  const nameOf = load.text(name)
  // Source: APIM, validate-jwt: the scheme of any other header is not looked at.
  const wanted = name.toLowerCase() === 'authorization' ? scheme?.toLowerCase() : undefined
  return (exchange) => {
    const text = exchange.request.headers.first(nameOf(exchange))?.trim() ?? ''
    const space = text.indexOf(' ')
    const isOtherScheme = wanted !== undefined && text.slice(0, space).toLowerCase() !== wanted
    if (text === '' || isOtherScheme) return undefined
    return text.slice(space + 1).trim()
  }
}

function emptyToNothing(text: Text): (exchange: Exchange) => string | undefined {
  return (exchange) => text(exchange).trim() || undefined
}
