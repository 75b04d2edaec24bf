import { z } from 'zod'
import { childNamed, childrenNamed } from '../children.ts'
import { definePolicy, type PolicyLoad, type Text } from '../define-policy.ts'

const propertyAttributes = z.strictObject({ name: z.string().min(1) })

/**
 * Sends a message to a queue or topic of a service bus, which is a file here; no identity is needed
 * for it. Source: APIM, send-service-bus-message.
 */
export const sendServiceBusMessage = definePolicy({
  name: 'send-service-bus-message',
  sections: ['inbound', 'outbound', 'on-error'],
  example:
    '<send-service-bus-message queue-name="orders" namespace="contoso.servicebus.windows.net"><message-properties><message-property name="source">gateway</message-property></message-properties><payload>@(context.RequestId.ToString())</payload></send-service-bus-message>',
  attributes: z
    .strictObject({
      'queue-name': z.string().min(1).optional(),
      'topic-name': z.string().min(1).optional(),
      namespace: z.string().min(1).optional(),
      'client-id': z.string().min(1).optional(),
    })
    .refine(
      (given) => (given['queue-name'] === undefined) !== (given['topic-name'] === undefined),
      {
        error: 'it takes either queue-name or topic-name',
      },
    ),
  compile(attributes, load) {
    const queue = attributes['queue-name'] ?? attributes['topic-name'] ?? ''
    const nameOf = load.text(queue)
    const namespaceOf = load.text(attributes.namespace ?? '')
    const payload = childNamed(load.element, 'payload')
    if (payload === undefined) load.refuse('the message has no payload', 'add a <payload>')
    const bodyOf = load.text(payload?.text.trim() ?? '', payload)
    const properties = compileProperties(load)
    return (exchange) => {
      const namespace = namespaceOf(exchange)
      const to = `${namespace === '' ? '' : `${namespace}-`}${nameOf(exchange)}`
      const body = bodyOf(exchange)
      const pairs = properties.map(({ name, textOf }) => [name, textOf(exchange)] as const)
      load.events.send(
        to,
        { body, ...(pairs.length === 0 ? {} : { properties: Object.fromEntries(pairs) }) },
        'servicebus',
      )
      exchange.trace('send-service-bus-message', `${body.length} characters to ${to}`)
      return undefined
    }
  },
})

type Property = { readonly name: string; readonly textOf: Text }

function compileProperties(load: PolicyLoad): readonly Property[] {
  for (const child of load.element.children) {
    if (child.name === 'payload' || child.name === 'message-properties') continue
    const fix = 'it takes message-properties and payload'
    load.refuse(`<${child.name}> stands in send-service-bus-message`, fix, child)
  }
  const list = childNamed(load.element, 'message-properties')
  return childrenNamed(list ?? load.element, 'message-property').flatMap((child) => {
    const read = load.attributesOf(child, propertyAttributes)
    return read === undefined
      ? []
      : [{ name: read.name, textOf: load.text(child.text.trim(), child) }]
  })
}
