import { definePolicy } from '../define-policy.ts'
import { basicAttributes, compileBasicCredentials } from '../message/basic-credentials.ts'

/**
 * Sends a user name and a password to the backend, as `Authorization: Basic`; what the caller sent
 * there is replaced. Source: APIM, authentication-basic; RFC 7617.
 */
export const authenticationBasic = definePolicy({
  name: 'authentication-basic',
  sections: ['inbound'],
  example: '<authentication-basic username="orders" password="secret" />',
  attributes: basicAttributes,
  compile(attributes, load) {
    const authenticate = compileBasicCredentials(load.element, attributes, load)
    return (exchange) => authenticate(exchange, exchange.request.headers)
  },
})
