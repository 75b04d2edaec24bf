import type { DescribedOperation } from './openapi.ts'

const noExamples = { path: {}, query: {} }

/**
 * The operations that an API has by its type alone. A WebSocket API has one, the handshake; the
 * methods of gRPC stand in a document that no gateway needs to pass them on.
 * Source: APIM, websocket-api (onHandshake), grpc-api.
 */
export function operationsOfType(type: string): DescribedOperation[] {
  if (type === 'websocket') return [operation('onHandshake', 'GET', '/')]
  if (type === 'grpc') return [operation('call', 'POST', '/{service}/{method}')]
  return []
}

function operation(id: string, method: string, urlTemplate: string): DescribedOperation {
  return { id, name: id, method, urlTemplate, examples: noExamples }
}
