import { z } from 'zod'
import { isExpression } from '../attributes.ts'
import { definePolicy } from '../define-policy.ts'

/**
 * Sends a text to the event hub of a logger, which is a file here. Nobody waits for it, and no
 * sampling leaves it out. Source: APIM, log-to-eventhub.
 */
export const logToEventhub = definePolicy({
  name: 'log-to-eventhub',
  sections: ['inbound', 'backend', 'outbound', 'on-error'],
  example:
    '<log-to-eventhub logger-id="usage" partition-key="@(context.Subscription?.Id)">@(context.RequestId + " " + context.Operation.Id)</log-to-eventhub>',
  attributes: z
    .strictObject({
      'logger-id': z
        .string()
        .min(1)
        .refine((text) => !isExpression(text), 'an id, no expression'),
      'partition-id': z
        .string()
        .regex(/^\s*\d{1,9}\s*$/, 'the index of a partition')
        .optional(),
      'partition-key': z.string().optional(),
    })
    .refine(
      (given) => given['partition-id'] === undefined || given['partition-key'] === undefined,
      { error: 'it takes partition-id or partition-key, not both' },
    ),
  compile(attributes, load) {
    const { 'logger-id': loggerId, 'partition-id': partitionId } = attributes
    const key = attributes['partition-key']
    const keyOf = key === undefined ? undefined : load.text(key)
    const { element, events } = load
    if (element.children.length > 0) {
      load.refuse(`<${element.children[0]?.name}> stands in log-to-eventhub`, 'write a text in it')
    }
    // Source: APIM: only what surrounds an expression is no part of the event.
    const bodyOf = load.text(isExpression(element.text) ? element.text.trim() : element.text)
    const hubId = load.entityId(loggerId)
    const fixed = partitionId === undefined ? {} : { partitionId: partitionId.trim() }
    return (exchange) => {
      const body = bodyOf(exchange)
      const partitionKey = keyOf?.(exchange)
      events.send(hubId, {
        ...fixed,
        ...(partitionKey === undefined ? {} : { partitionKey }),
        body,
      })
      exchange.trace('log-to-eventhub', `${body.length} characters to ${loggerId}`)
      return undefined
    }
  },
})
