import { z } from 'zod'
import { fixedText } from '../attributes.ts'
import { childrenNamed } from '../children.ts'
import { definePolicy } from '../define-policy.ts'

const metadataAttributes = z.strictObject({ name: z.string().min(1), value: z.string() })

/**
 * Writes a line into the request's trace and its log: severity, message and metadata, under its
 * source. Only a request that somebody traces or logs keeps it. Source: APIM, trace.
 */
export const trace = definePolicy({
  name: 'trace',
  // Its article leaves on-error out, the one on error handling has it.
  sections: ['inbound', 'backend', 'outbound', 'on-error'],
  example:
    '<trace source="orders" severity="information"><message>@("for " + context.Request.IpAddress)</message><metadata name="plan" value="gold" /></trace>',
  attributes: z.strictObject({
    source: fixedText,
    severity: z.enum(['verbose', 'information', 'error']).default('verbose'),
  }),
  compile({ source, severity }, load) {
    const [message, ...others] = childrenNamed(load.element, 'message')
    // Documents from before <message> existed have their text in the policy itself.
    const told = message ?? (load.element.text.trim() === '' ? undefined : load.element)
    if (told === undefined || others.length > 0) {
      load.refuse('trace has not one message', 'write one <message> into it')
    }
    for (const child of load.element.children) {
      if (child.name === 'message' || child.name === 'metadata') continue
      load.refuse(`<${child.name}> stands in trace`, 'it takes message and metadata', child)
    }
    const messageOf = load.text(told?.text.trim() ?? '', told)
    const metadata = childrenNamed(load.element, 'metadata').map((child) => {
      const { name = '', value = '' } = load.attributesOf(child, metadataAttributes) ?? {}
      return { name, textOf: load.text(value, child) }
    })
    return (exchange) => {
      const text = messageOf(exchange)
      const pairs = metadata.map(({ name, textOf }) => [name, textOf(exchange)] as const)
      const told = pairs.map(([name, value]) => ` ${name}=${value}`).join('')
      exchange.trace(source, `${severity}: ${text}${told}`)
      exchange.log?.traces.push({
        ...{ severity, source, message: text },
        metadata: Object.fromEntries(pairs),
      })
      return undefined
    }
  },
})
