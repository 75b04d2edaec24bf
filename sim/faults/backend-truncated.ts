import { truncated } from '../backends/harms/truncated.ts'
import { defineBackendFault } from './define-backend-fault.ts'

export const backendTruncated = defineBackendFault({
  kind: 'backend-truncated',
  about: 'A backend promises a longer body than it sends before it ends the connection.',
  example: { backend: 'orders', share: 0.2, bodyShare: 0.5 },
  harm: truncated,
  shows: ({ trouble, headers, body }) =>
    trouble !== 'none' && body.length < Number(headers['content-length'] ?? 0),
})
