import { lastSegmentOf } from '../../../config/resource-id.ts'
import type { Exchange } from '../../../pipeline/exchange.ts'
import type { Node } from '../syntax/node.ts'

/** Reads a text right from an exchange; undefined where .NET would have null on the way. */
export type ShortCut = (exchange: Exchange) => string | undefined

/**
 * What keys of limits and headers are mostly made of. Each says what the tables of members say of
 * the same chain; a test compares the two.
 */
export const shortCuts: Readonly<Record<string, ShortCut>> = {
  'context.Api.Id': ({ api }) => api?.id,
  'context.Deployment.Region': ({ deployment }) => deployment.region,
  'context.Operation.Id': ({ operation }) => operation?.id,
  'context.Product.Id': ({ product }) => product && lastSegmentOf(product.id),
  'context.Request.IpAddress': ({ request }) => request.ipAddress,
  'context.Request.Method': ({ request }) => request.method,
  'context.RequestId.ToString()': ({ id }) => id,
  'context.Subscription.Id': ({ subscription }) => subscription && lastSegmentOf(subscription.id),
}

/** The short cut of an expression that is one of these chains and nothing else. */
export function shortCutOf(node: Node): ShortCut | undefined {
  const chain = chainOf(node)
  return chain !== undefined && Object.hasOwn(shortCuts, chain) ? shortCuts[chain] : undefined
}

function chainOf(node: Node): string | undefined {
  if (node.kind === 'name') return node.name === 'context' ? 'context' : undefined
  const isCall = node.kind === 'call' && node.args.length === 0
  const member = isCall ? node.target : node
  if (member.kind !== 'member' || member.types.length > 0) return undefined
  const before = chainOf(member.target)
  return before && `${before}.${member.name}${isCall ? '()' : ''}`
}
