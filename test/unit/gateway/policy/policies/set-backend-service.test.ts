import { expect, test } from 'vitest'
import { gatewayWith, inbound } from '../../in-memory.ts'

const path = '/orders/item/1'
const backends = [
  {
    id: 'green',
    kind: 'single' as const,
    url: 'https://green.example',
    members: [],
    credentials: { headers: {}, query: {} },
  },
]

test.each([
  [
    'a base URL',
    '<set-backend-service base-url="https://other.example/x" />',
    { kind: 'url', baseUrl: 'https://other.example/x' },
  ],
  [
    'an entity',
    '<set-backend-service backend-id="green" />',
    { kind: 'entity', backendId: 'green' },
  ],
  [
    'an entity, which a base URL does not override',
    '<set-backend-service backend-id="green" /><set-backend-service base-url="https://other.example" />',
    { kind: 'entity', backendId: 'green' },
  ],
  [
    'the API’s service URL when there is none',
    '',
    { kind: 'url', baseUrl: 'https://backend.example/base' },
  ],
])('sends to %s', async (_case, policy, target) => {
  const gateway = gatewayWith({ api: inbound(policy) }, { content: { backends } })
  await gateway.send({ path })
  expect(gateway.calls[0]?.target).toEqual(target)
})

test('an entity that does not exist fails when it is reached', async () => {
  const gateway = gatewayWith({ api: inbound('<set-backend-service backend-id="blue" />') })
  const { status, exchange } = await gateway.send({ path })
  expect([status, exchange.lastError?.reason]).toEqual([500, 'BackendNotFound'])
})

test('either base-url or backend-id is needed', () => {
  expect(() => gatewayWith({ api: inbound('<set-backend-service />') })).toThrow('POLICY_ATTRIBUTE')
})

test.each([
  ['a Service Fabric service', 'base-url="fabric:/app" sf-resolve-condition="true"'],
  ['a Dapr application', 'backend-id="dapr" dapr-app-id="orders" dapr-method="get"'],
])('%s is said at load', (what, attributes) => {
  const gateway = gatewayWith({ api: inbound(`<set-backend-service ${attributes} />`) })
  expect(gateway.warnings).toMatchObject([
    { what: expect.stringContaining(what), where: expect.stringMatching(/api\.xml:1:\d+/) },
  ])
})
