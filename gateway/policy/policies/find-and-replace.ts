import { z } from 'zod'
import { internalServerError } from '../../pipeline/steps.ts'
import { definePolicy, reject } from '../define-policy.ts'
import { changeText } from '../message/body-text.ts'
import { messageOf } from '../message/section-message.ts'

// As much as an expression may make.
const lengthMax = 64 * 1024 * 1024
const tooLong = reject(
  500,
  'FindAndReplaceFailed',
  `With its replacements the body would have more than ${lengthMax} characters.`,
  {},
  internalServerError,
)

/** Replaces every occurrence of a text in the body. Source: APIM, find-and-replace. */
export const findAndReplace = definePolicy({
  name: 'find-and-replace',
  sections: ['inbound', 'backend', 'outbound', 'on-error'],
  example: '<find-and-replace from="notebook" to="laptop" />',
  attributes: z.strictObject({ from: z.string().min(1), to: z.string() }),
  compile({ from, to }, load) {
    const fromOf = load.text(from)
    const toOf = load.text(to)
    const message = messageOf(load.section)
    if (load.section === 'inbound' || load.section === 'backend') load.needsRequestBody()
    else load.needsResponseBody()
    return (exchange) => {
      const sought = fromOf(exchange)
      const next = toOf(exchange)
      if (sought === '') return undefined
      let isTooLong = false
      changeText(message(exchange), (text) => {
        const parts = text.split(sought)
        const growth = (parts.length - 1) * (next.length - sought.length)
        isTooLong = text.length + growth > lengthMax
        return isTooLong ? text : parts.join(next)
      })
      return isTooLong ? tooLong : undefined
    }
  },
})
