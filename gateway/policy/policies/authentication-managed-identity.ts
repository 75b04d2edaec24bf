import { internalServerError } from '../../pipeline/steps.ts'
import { definePolicy, reject, type Stop } from '../define-policy.ts'
import {
  compileManagedIdentity,
  managedIdentityAttributes,
  type NoToken,
} from '../message/managed-identity.ts'

/**
 * Sends the backend a token of the instance's identity, as `Authorization: Bearer`. Tokens are kept
 * until shortly before they expire. Source: APIM, authentication-managed-identity.
 */
export const authenticationManagedIdentity = definePolicy({
  name: 'authentication-managed-identity',
  // Its page says inbound alone; documents of Microsoft's own samples have it in backend too.
  sections: ['inbound', 'backend'],
  example: '<authentication-managed-identity resource="https://storage.azure.com/" />',
  attributes: managedIdentityAttributes,
  compile(attributes, load) {
    const authenticate = compileManagedIdentity(load.element, attributes, load)
    return (exchange) => {
      const failed = authenticate(exchange, exchange.request.headers)
      return failed instanceof Promise ? failed.then(stopOf) : stopOf(failed)
    }
  },
})

function stopOf(failed: NoToken | undefined): Stop | undefined {
  return failed && reject(500, failed.reason, failed.message, {}, internalServerError)
}
