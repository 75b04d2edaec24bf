import { z } from 'zod'
import { internalServerError } from '../../pipeline/steps.ts'
import { definePolicy, reject } from '../define-policy.ts'

/**
 * Sends the request to another base URL or to a backend entity. What a backend entity was chosen
 * for, only another one can override. Source: APIM, set-backend-service.
 */
export const setBackendService = definePolicy({
  name: 'set-backend-service',
  sections: ['inbound', 'backend'],
  example: '<set-backend-service base-url="https://orders.example.com/api" />',
  attributes: z
    .strictObject({
      // Published documents leave it empty for others to fill in.
      'base-url': z.string().optional(),
      'backend-id': z.string().min(1).optional(),
      'dapr-app-id': z.string().optional(),
      'dapr-method': z.string().optional(),
      'dapr-namespace': z.string().optional(),
      'sf-instance-id': z.string().optional(),
      'sf-listener-name': z.string().optional(),
      'sf-partition-key': z.string().optional(),
      'sf-replica-type': z.string().optional(),
      'sf-resolve-condition': z.string().optional(),
      'sf-service-instance-name': z.string().optional(),
    })
    .refine((given) => (given['base-url'] === undefined) !== (given['backend-id'] === undefined), {
      error: 'it takes either base-url or backend-id',
    }),
  compile({ 'base-url': baseUrl, 'backend-id': backendId }, load) {
    if (load.element.attributes.some(({ name }) => name.startsWith('sf-'))) {
      load.warn('set-backend-service names a Service Fabric service', 'use a base-url')
    }
    if (load.element.attributes.some(({ name }) => name.startsWith('dapr-'))) {
      // Source: APIM, Dapr integration policies: only a self-hosted gateway has such a neighbour.
      load.warn('set-backend-service names a Dapr application', 'use a base-url')
    }
    if (backendId !== undefined) {
      const idOf = load.text(backendId)
      return (exchange) => {
        const id = load.entityId(idOf(exchange))
        if (!load.backends.hasEntity(id)) {
          return reject(
            500,
            'BackendNotFound',
            `Backend '${id}' was not found.`,
            {},
            internalServerError,
          )
        }
        exchange.backend = { kind: 'entity', backendId: id }
        return undefined
      }
    }
    const urlOf = load.text(baseUrl ?? '')
    return (exchange) => {
      if (exchange.backend?.kind === 'entity') return undefined
      exchange.backend = { kind: 'url', baseUrl: urlOf(exchange) }
      return undefined
    }
  },
})
