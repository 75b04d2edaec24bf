import { z } from 'zod'
import { baseUrlOf } from '../../backends/base-url.ts'
import type { Exchange } from '../../pipeline/exchange.ts'
import { definePolicy } from '../define-policy.ts'
import { changeText } from '../message/body-text.ts'

/**
 * Rewrites links in the body: outbound, those to the backend become links to the gateway; inbound,
 * the other way round. Headers are left alone. Source: APIM, redirect-content-urls.
 */
export const redirectContentUrls = definePolicy({
  name: 'redirect-content-urls',
  sections: ['inbound', 'outbound'],
  example: '<redirect-content-urls />',
  attributes: z.strictObject({}),
  compile(_attributes, load) {
    const isInbound = load.section === 'inbound'
    if (isInbound) load.needsRequestBody()
    else load.needsResponseBody()
    const addressOf = (exchange: Exchange) => backendAddressOf(exchange, load.content.backends)
    return (exchange) => {
      const backend = addressOf(exchange)
      const gateway = gatewayAddressOf(exchange)
      if (backend === undefined) return undefined
      if (isInbound) changeText(exchange.request, (text) => text.replaceAll(gateway, () => backend))
      else if (exchange.response !== undefined) {
        changeText(exchange.response, (text) => text.replaceAll(backend, () => gateway))
      }
      return undefined
    }
  },
})

type Entities = readonly { readonly id: string; readonly url?: string | undefined }[]

function backendAddressOf({ backend }: Exchange, entities: Entities): string | undefined {
  if (backend === undefined) return undefined
  const url =
    backend.kind === 'url'
      ? backend.baseUrl
      : entities.find(({ id }) => id === backend.backendId)?.url
  const base = url === undefined ? undefined : baseUrlOf(url)
  return base && `${base.scheme}//${base.host}${base.path}`
}

function gatewayAddressOf({ request, api }: Exchange): string {
  const { scheme, host, port } = request.originalUrl
  const isDefault = port === (scheme === 'https' ? 443 : 80)
  const authority = isDefault ? host : `${host}:${port}`
  const path = api === undefined || api.path === '' ? '' : `/${api.path}`
  return `${scheme}://${authority}${path}`
}
