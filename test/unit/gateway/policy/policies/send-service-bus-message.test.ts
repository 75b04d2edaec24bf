import { expect, test } from 'vitest'
import type { EventSink } from '../../../../../gateway/telemetry/event-sink.ts'
import { gatewayWith, inbound } from '../../in-memory.ts'

const path = '/orders/item/1'

function sent(api: string) {
  const sends: Parameters<EventSink['send']>[] = []
  const sink: EventSink = { isOpen: true, send: (...given) => void sends.push(given) }
  return { gateway: gatewayWith({ api }, { tools: { events: sink } }), sends }
}

test.each([
  ['to a queue', 'queue-name="q"', '<payload>text</payload>', 'q', { body: 'text' }],
  [
    'to a topic of a namespace',
    'topic-name="@("t" + 1)" namespace="ns.servicebus.windows.net" client-id="c"',
    '<payload>@(context.Api.Id)</payload>',
    'ns.servicebus.windows.net-t1',
    { body: 'orders' },
  ],
  [
    'with properties',
    'queue-name="q"',
    '<message-properties><message-property name="m">@(context.Request.Method)</message-property><message-property name="s">gateway</message-property></message-properties><payload>p</payload>',
    'q',
    { body: 'p', properties: { m: 'GET', s: 'gateway' } },
  ],
])('a message is sent %s', async (_case, attributes, inside, to, event) => {
  const policy = `<send-service-bus-message ${attributes}>${inside}</send-service-bus-message>`
  const { gateway, sends } = sent(inbound(policy))
  const { status } = await gateway.send({ path })
  expect([status, sends]).toEqual([200, [[to, event, 'servicebus']]])
})

test.each([
  ['neither queue nor topic', '', '<payload>p</payload>', /either queue-name or topic-name/],
  [
    'both of them',
    'queue-name="a" topic-name="b"',
    '<payload>p</payload>',
    /either queue-name or topic-name/,
  ],
  ['no payload', 'queue-name="a"', '', /no payload/],
  ['another element', 'queue-name="a"', '<payload>p</payload><b />', /<b> stands in/],
  [
    'a property without a name',
    'queue-name="a"',
    '<message-properties><message-property>x</message-property></message-properties><payload>p</payload>',
    /<message-property> needs name/,
  ],
])('is refused with %s', (_case, attributes, inside, message) => {
  const policy = `<send-service-bus-message ${attributes}>${inside}</send-service-bus-message>`
  expect(() => gatewayWith({ api: inbound(policy) })).toThrow(message)
})
