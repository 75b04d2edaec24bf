import { z } from 'zod'
import type { Operation } from '../../../ledger/revision.ts'
import { bodyOfText } from '../../pipeline/body.ts'
import { newResponse, replaceResponse } from '../../pipeline/response.ts'
import { wholeNumber } from '../attributes.ts'
import { definePolicy, respond } from '../define-policy.ts'
import { type MockBody, mockBodyOf } from '../message/mock-body.ts'

/**
 * Ends the request with a status and an example of the specification, or one made from its schema;
 * `index` is which example, from 0. Where it has neither the body is empty.
 * Source: APIM, mock-response.
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
    index: wholeNumber.default(0),
  }),
  compile({ 'status-code': status, 'content-type': contentType, index }) {
    const wanted = { status, contentType, index }
    // One document is for many operations, of which few are ever called.
    const bodies = new WeakMap<Operation, MockBody>()
    return (exchange) => {
      const { operation, api } = exchange
      const known = operation === undefined ? undefined : bodies.get(operation)
      const body = known ?? mockBodyOf(operation, api, wanted)
      if (operation !== undefined && known === undefined) bodies.set(operation, body)
      const response = newResponse(status)
      if (body.contentType !== undefined) response.headers.set('Content-Type', body.contentType)
      response.body = bodyOfText(body.text)
      replaceResponse(exchange, response)
      return respond
    }
  },
})
