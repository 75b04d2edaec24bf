import { z } from 'zod'
import { definePolicy, reject } from '../define-policy.ts'
import { changeText } from '../message/body-text.ts'

/** What may be called from a script: names joined by dots. */
const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*(\.[\p{ID_Start}$_][\p{ID_Continue}$]*)*$/u

/** Wraps a JSON response in a call, when the request names a callback. Source: APIM, jsonp. */
export const jsonp = definePolicy({
  name: 'jsonp',
  sections: ['outbound'],
  example: '<jsonp callback-parameter-name="cb" />',
  attributes: z.strictObject({ 'callback-parameter-name': z.string().min(1) }),
  compile({ 'callback-parameter-name': parameter }, load) {
    const parameterOf = load.text(parameter)
    load.needsResponseBody()
    return (exchange) => {
      const name = parameterOf(exchange)
      const callback = exchange.request.originalUrl.query.get(name)?.[0]
      const { response } = exchange
      if (callback === undefined || response === undefined) return undefined
      if (!identifier.test(callback)) {
        const message = `Value of callback parameter ${name} is not a valid JavaScript identifier.`
        return reject(400, 'CallbackParameterInvalid', message)
      }
      changeText(response, (text) => `${callback}(${text});`)
      response.headers.set('Content-Type', 'application/javascript')
      return undefined
    }
  },
})
