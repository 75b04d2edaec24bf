import { z } from 'zod'
import { definePolicy } from '../define-policy.ts'
import {
  compileSideRequest,
  type SideRequestMade,
  sideRequestAttributes,
} from '../message/side-request.ts'

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
      const tellFailure = (message: string) => exchange.trace('send-one-way-request', message)
      const send = async (made: SideRequestMade) => {
        if (made.kind === 'failure') return tellFailure(made.message)
        // It outlives the client, so it has no signal.
        const result = await load.backends.send(made.request)
        if (result.kind === 'failure') tellFailure(result.message)
      }
      // Made before the next policy runs, which may change what it is made of.
      const made = requestOf(exchange)
      void (made instanceof Promise ? made.then(send) : send(made))
      return undefined
    }
  },
})
