import { throttle } from '../backends/harms/throttle.ts'
import { defineBackendFault } from './define-backend-fault.ts'

export const backendThrottle = defineBackendFault({
  kind: 'backend-throttle',
  about: 'A backend turns a share of its calls away with 429 and a Retry-After.',
  example: { backend: 'orders', share: 0.5, retryAfterS: 2 },
  harm: throttle,
  shows: ({ status, headers }, { retryAfterS }) =>
    status === 429 && headers['retry-after'] === String(retryAfterS),
})
