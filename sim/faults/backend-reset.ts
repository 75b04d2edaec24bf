import { reset } from '../backends/harms/reset.ts'
import { defineBackendFault } from './define-backend-fault.ts'

export const backendReset = defineBackendFault({
  kind: 'backend-reset',
  about: 'A backend resets the connection in the middle of the body.',
  example: { backend: 'orders', share: 0.2 },
  harm: reset,
  shows: ({ trouble }) => trouble === 'ECONNRESET',
})
