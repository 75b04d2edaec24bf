import { z } from 'zod'
import { definePolicy } from '../define-policy.ts'
import { compileSideRequest, sideRequestAttributes } from '../message/side-request.ts'

/**
 * Sends a request and goes on at once: nobody waits for the answer, and a failure is no error.
 * Source: APIM, send-one-way-request.
 */
export const sendOneWayRequest = definePolicy({
  name: 'send-one-way-request',
  sections: ['inbound', 'backend', 'outbound', 'on-error'],
  example:
    '<send-one-way-request mode="new"><set-url>https://audit.example.com/calls</set-url><set-method>POST</set-method><set-body>@(context.Operation.Id)</set-body></send-one-way-request>',
  attributes: z.strictObject(sideRequestAttributes),
  compile(attributes, load) {
    const requestOf = compileSideRequest(attributes, load)
    return (exchange) => {
      // It outlives the client, so it has no signal.
      void load.backends.send(requestOf(exchange)).then((result) => {
        if (result.kind === 'failure') exchange.trace('send-one-way-request', result.message)
      })
      return undefined
    }
  },
})
