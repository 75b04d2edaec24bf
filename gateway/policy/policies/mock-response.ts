import { z } from 'zod'
import { newResponse, replaceResponse } from '../../pipeline/response.ts'
import { wholeNumber } from '../attributes.ts'
import { definePolicy, respond } from '../define-policy.ts'

/**
 * Ends the request with a status and content type. Bodies are empty: a revision holds no examples
 * of responses. Source: APIM, mock-response.
 */
export const mockResponse = definePolicy({
  name: 'mock-response',
  sections: ['inbound', 'outbound', 'on-error'],
  example: '<mock-response status-code="200" content-type="application/json" />',
  attributes: z.strictObject({
    'status-code': wholeNumber
      .refine((status) => status >= 100 && status <= 999, 'a status code of three digits')
      .default(200),
    'content-type': z.string().optional(),
    index: wholeNumber.optional(),
  }),
  compile({ 'status-code': status, 'content-type': type }) {
    return (exchange) => {
      const response = newResponse(status)
      if (type !== undefined) response.headers.set('Content-Type', type)
      replaceResponse(exchange, response)
      return respond
    }
  },
})
