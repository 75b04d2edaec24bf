import { expect, test } from 'vitest'
import type { LoggedEvent } from '../../../../../gateway/telemetry/event-sink.ts'
import { gatewayWith, inbound, outbound } from '../../in-memory.ts'

const path = '/orders/item/1'

function sent(api: string) {
  const events: [string, LoggedEvent][] = []
  const sink = {
    isOpen: true,
    send: (loggerId: string, event: LoggedEvent) => void events.push([loggerId, event]),
  }
  return { gateway: gatewayWith({ api }, { tools: { events: sink } }), events }
}

test.each([
  ['a text as it stands', '', ' plain ', { body: ' plain ' }],
  [
    'an expression',
    'partition-key="@(context.Api.Id)"',
    '\n  @(context.Request.Method + "!")\n',
    { body: 'GET!', partitionKey: 'orders' },
  ],
  ['a partition', 'partition-id="3"', '@{ return "x"; }', { body: 'x', partitionId: '3' }],
])('%s is sent to the logger', async (_case, attributes, text, event) => {
  const policy = `<log-to-eventhub logger-id="usage" ${attributes}>${text}</log-to-eventhub>`
  const { gateway, events } = sent(inbound(policy))
  const { status } = await gateway.send({ path })
  expect([status, events]).toEqual([200, [['usage', event]]])
})

test('the response can be logged', async () => {
  const policy =
    '<log-to-eventhub logger-id="usage">@(context.Response.Body.As<string>(true))</log-to-eventhub>'
  const { gateway, events } = sent(outbound(policy))
  const { text } = await gateway.send({ path })
  expect([text, events[0]?.[1].body]).toEqual(['from the backend', 'from the backend'])
})

test.each([
  ['no logger', '', 'x', /needs logger-id/],
  ['an expression for a logger', 'logger-id="@(1)"', 'x', /logger-id of <log-to-eventhub>/],
  ['two partitions', 'logger-id="a" partition-id="1" partition-key="k"', 'x', /not both/],
  ['a partition by name', 'logger-id="a" partition-id="first"', 'x', /partition-id of/],
  ['elements', 'logger-id="a"', '<b />', /<b> stands in log-to-eventhub/],
])('is refused with %s', (_case, attributes, text, message) => {
  const policy = `<log-to-eventhub ${attributes}>${text}</log-to-eventhub>`
  expect(() => gatewayWith({ api: inbound(policy) })).toThrow(message)
})
