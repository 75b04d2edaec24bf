import type { DescribedOperation } from './openapi.ts'

const odataMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
const noExamples = { path: {}, query: {} }

/**
 * The operations that an API has by its type alone. A WebSocket API has one, the handshake; the
 * methods of gRPC stand in a document that no gateway needs to pass them on. A GraphQL API has one
 * URL, whose subscriptions are WebSockets, and an OData API all below its own.
 * Source: APIM, websocket-api (onHandshake), grpc-api, graphql-api, sap-api.
 */
export function operationsOfType(type: string): DescribedOperation[] {
  if (type === 'websocket') return [operation('onHandshake', 'GET', '/')]
  if (type === 'grpc') return [operation('call', 'POST', '/{service}/{method}')]
  if (type === 'graphql')
    return ['POST', 'GET'].map((method) =>
      operation(`graphql-${method.toLowerCase()}`, method, '/'),
    )
  if (type === 'odata') {
    return odataMethods.map((method) => operation(`odata-${method.toLowerCase()}`, method, '/*'))
  }
  return []
}

function operation(id: string, method: string, urlTemplate: string): DescribedOperation {
  return { id, name: id, method, urlTemplate, examples: noExamples }
}
