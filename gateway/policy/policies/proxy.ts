import { internalServerError } from '../../pipeline/steps.ts'
import { definePolicy, reject } from '../define-policy.ts'
import { compileProxy, proxyAttributes } from '../message/proxy.ts'

/**
 * Calls the backend through an HTTP proxy: by its whole URL, or through a tunnel when the backend
 * speaks TLS. Credentials are sent as Basic; NTLM is not spoken. Source: APIM, proxy.
 */
export const proxy = definePolicy({
  name: 'proxy',
  sections: ['inbound'],
  example: '<proxy url="http://proxy.example.com:8080" username="orders" password="secret" />',
  attributes: proxyAttributes,
  compile(attributes, load) {
    const proxyFor = compileProxy(load.element, attributes, load)
    return (exchange) => {
      const found = proxyFor(exchange)
      if (typeof found === 'string') {
        return reject(500, 'ProxyNotValid', found, {}, internalServerError)
      }
      exchange.proxy = found
      exchange.trace('proxy', `the backend is called through ${found.base.host}`)
      return undefined
    }
  },
})
