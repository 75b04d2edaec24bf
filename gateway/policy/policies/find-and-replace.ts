import { z } from 'zod'
import { definePolicy } from '../define-policy.ts'
import { changeText } from '../message/body-text.ts'
import { messageOf } from '../message/section-message.ts'

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
      // A function: in a text `$&` would stand for what was found.
      if (sought !== '')
        changeText(message(exchange), (text) => text.replaceAll(sought, () => next))
      return undefined
    }
  },
})
