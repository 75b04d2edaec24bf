import { z } from 'zod'
import { definePolicy } from '../define-policy.ts'

/**
 * Sends a user name and a password to the backend, as `Authorization: Basic`; what the caller sent
 * there is replaced. Source: APIM, authentication-basic; RFC 7617.
 */
export const authenticationBasic = definePolicy({
  name: 'authentication-basic',
  sections: ['inbound'],
  example: '<authentication-basic username="orders" password="secret" />',
  attributes: z.strictObject({ username: z.string().min(1), password: z.string() }),
  compile({ username, password }, load) {
    const usernameOf = load.text(username)
    const passwordOf = load.text(password)
    return (exchange) => {
      const pair = Buffer.from(`${usernameOf(exchange)}:${passwordOf(exchange)}`)
      exchange.request.headers.set('Authorization', `Basic ${pair.toString('base64')}`)
      return undefined
    }
  },
})
