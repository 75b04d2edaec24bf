import { internalServerError } from '../../pipeline/steps.ts'
import { definePolicy, reject } from '../define-policy.ts'
import {
  clientCertificateAttributes,
  compileClientCertificate,
} from '../message/client-certificate.ts'

/**
 * Shows the backend a certificate when the connection is made. Links of a world are plain TCP, over
 * which none is shown. Source: APIM, authentication-certificate.
 */
export const authenticationCertificate = definePolicy({
  name: 'authentication-certificate',
  sections: ['inbound'],
  example:
    '<authentication-certificate body="@((byte[])context.Variables[&quot;certificate&quot;])" password="secret" />',
  attributes: clientCertificateAttributes,
  compile(attributes, load) {
    const certificateOf = compileClientCertificate(load.element, attributes, load)
    return (exchange) => {
      const certificate = certificateOf(exchange)
      if ('message' in certificate) {
        const { reason, message } = certificate
        return reject(500, reason, message, {}, internalServerError)
      }
      exchange.backendCertificate = certificate
      return undefined
    }
  },
})
