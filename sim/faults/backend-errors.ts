import { errors } from '../backends/harms/errors.ts'
import { defineBackendFault } from './define-backend-fault.ts'

export const backendErrors = defineBackendFault({
  kind: 'backend-errors',
  about: 'A share of the calls to a backend is answered with a status of failure.',
  example: { backend: 'orders', share: 0.3, status: 500 },
  harm: errors,
  shows: (answer, { status }) => answer.status === status,
})
