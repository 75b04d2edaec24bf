import { z } from 'zod'
import { bodyOfText } from '../../pipeline/body.ts'
import { newResponse, replaceResponse } from '../../pipeline/response.ts'
import { childNamed } from '../children.ts'
import { crossDomainPath } from '../cross-domain-path.ts'
import { definePolicy, respond } from '../define-policy.ts'

/**
 * Answers `/crossdomain.xml` with the file that it holds, for Flash and Silverlight clients; to all
 * other requests it does nothing. Source: APIM, cross-domain.
 */
export const crossDomain = definePolicy({
  name: 'cross-domain',
  sections: ['inbound'],
  scopes: ['global'],
  example:
    '<cross-domain><cross-domain-policy><allow-http-request-headers-from domain="*" headers="*" /></cross-domain-policy></cross-domain>',
  attributes: z.strictObject({}),
  compile(_attributes, { element, refuse }) {
    if (childNamed(element, 'cross-domain-policy') === undefined) {
      refuse('cross-domain holds no file', 'put a <cross-domain-policy> into it')
    }
    const file = `<?xml version="1.0" encoding="utf-8"?>\n${element.innerXml.trim()}\n`
    return (exchange) => {
      const isAsked = exchange.request.originalUrl.path === crossDomainPath
      if (!isAsked || exchange.api !== undefined) return undefined
      const response = newResponse(200)
      response.headers.set('Content-Type', 'text/x-cross-domain-policy')
      response.body = bodyOfText(file)
      replaceResponse(exchange, response)
      return respond
    }
  },
})
